package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.GrpcBackend;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.Tools;
import dev.steelyard.lb.distribution.fixture.Waiting;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.TestServiceGrpc;
import io.grpc.testing.integration.TestServiceImpl;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the balancer makes of how calls of gRPC end. */
@Timeout(60)
class GrpcIT {
    private static final ScheduledExecutorService THREADS = Executors.newScheduledThreadPool(2);

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
    }

    private static GrpcBackend server(ServerInterceptor interceptor) throws Exception {
        return GrpcBackend.start(ServerInterceptors.intercept(new TestServiceImpl(THREADS), interceptor));
    }

    /** Answers every call with that, before any message. */
    private static ServerInterceptor always(Status status) {
        return new ServerInterceptor() {
            @Override
            public <A, B> ServerCall.Listener<A> interceptCall(
                    ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
                call.close(status, new Metadata());
                return new ServerCall.Listener<>() {};
            }
        };
    }

    private static ServerInterceptor nothing() {
        return new ServerInterceptor() {
            @Override
            public <A, B> ServerCall.Listener<A> interceptCall(
                    ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
                return next.startCall(call, headers);
            }
        };
    }

    private static RunningLb before(String options, int... ports) throws Exception {
        StringBuilder backends = new StringBuilder();
        for (int port : ports) {
            backends.append("\"127.0.0.1:").append(port).append("\" ");
        }
        return RunningLb.start(
                Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                pools.web {
                  protocol = h2
                  backends = [ %s ]
                  %s
                }
                """.formatted(backends.toString().strip().replace(" ", ", "), options));
    }

    /** One call through the balancer; how it ended. */
    private static Status call(RunningLb balancer) {
        int port = balancer.url("web", "/").getPort();
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            TestServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .emptyCall(Empty.getDefaultInstance());
            return Status.OK;
        } catch (StatusRuntimeException failed) {
            return failed.getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aFailureOfOursIsToldInGrpcsWay() throws Exception {
        try (RunningLb balancer = before("health.passive.enabled = false", Tools.deadPort())) {
            Status status = call(balancer);

            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription())
                    .matches("(the server cannot be reached|no server is available) \\(request \\w+\\)");
        }
    }

    @Test
    void aCallThatAServerIsNotAvailableForIsTriedOnAnotherIfItMayBe() throws Exception {
        try (GrpcBackend bad = server(always(Status.UNAVAILABLE));
                GrpcBackend good = server(nothing());
                RunningLb balancer = before(
                        "health.passive.enabled = false, retry { statuses = [ 503 ], non-idempotent = on }",
                        bad.port(),
                        good.port())) {
            for (int i = 0; i < 6; i++) {
                assertThat(call(balancer)).isEqualTo(Status.OK);
            }
        }
    }

    @Test
    void aServerWhoseCallsFailIsLeftAlone() throws Exception {
        try (GrpcBackend bad = server(always(Status.INTERNAL));
                GrpcBackend good = server(nothing());
                RunningLb balancer = before("", bad.port(), good.port())) {
            Waiting.until("calls of the bad one still come", () -> {
                int well = 0;
                while (well < 6 && call(balancer).isOk()) {
                    well++;
                }
                return well == 6;
            });
            balancer.awaitLog("backend web/127.0.0.1:" + bad.port() + " is");
        }
    }

    @Test
    void whatIsTheClientsOwnIsNoFaultOfTheServer() throws Exception {
        try (GrpcBackend picky = server(always(Status.NOT_FOUND));
                RunningLb balancer = before("", picky.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(call(balancer).getCode()).isEqualTo(Status.Code.NOT_FOUND);
            }
        }
    }
}
