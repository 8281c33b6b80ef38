package dev.steelyard.lb.distribution;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.GrpcBackend;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.TestServiceImpl;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.Test;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The interoperability tests of gRPC-Java's own client and server, direct and with the balancer in between. */
class GrpcInteropIT {
    private static final ScheduledExecutorService THREADS = Executors.newScheduledThreadPool(2);

    private static GrpcBackend server;
    private static RunningLb balancer;

    @BeforeAll
    static void start() throws Exception {
        server = GrpcBackend.start(
                ServerInterceptors.intercept(new TestServiceImpl(THREADS), TestServiceImpl.interceptors()));
        balancer = RunningLb.start(Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                pools.web {
                  protocol = h2
                  health.check { type = grpc }
                  backends = [ "127.0.0.1:%d" ]
                }
                """.formatted(server.port()));
    }

    @AfterAll
    static void stop() {
        balancer.close();
        server.close();
        THREADS.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> direct() {
        return cases(server.port());
    }

    @TestFactory
    Stream<DynamicTest> throughTheBalancer() {
        return cases(balancer.url("web", "/").getPort());
    }

    private static Stream<DynamicTest> cases(int port) {
        return Arrays.stream(AbstractInteropTest.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> dynamicTest(method.getName(), () -> run(method, port)));
    }

    private static void run(Method method, int port) throws Throwable {
        Client client = new Client(port);
        client.setUp();
        try {
            method.invoke(client);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        } finally {
            client.tearDown();
        }
    }

    private static final class Client extends AbstractInteropTest {
        private final int port;

        Client(int port) {
            this.port = port;
        }

        @Override
        protected ManagedChannelBuilder<?> createChannelBuilder() {
            return NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .flowControlWindow(TEST_FLOW_CONTROL_WINDOW)
                    .maxInboundMessageSize(MAX_MESSAGE_SIZE);
        }

        @Override
        protected boolean metricsExpected() {
            return false;
        }
    }
}
