package dev.steelyard.lb.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.proxy.TestBalancer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Either side may go at any moment, in any way: no lease, connection or descriptor stays behind. */
@Timeout(120)
class TcpRaceTest {
    private static final int CLIENTS = 4;
    private static final int CONNECTIONS = 300;

    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void nothingIsLeftWhenEitherSideIsKilledAtAnyMoment() throws Exception {
        try (TestServer server = new TestServer();
                TestBalancer balancer = TestBalancer.configured()
                        .listener("protocol = tcp, pool = main")
                        .backend("max-connections = 3")
                        .pool("queue.max-wait = 20ms")
                        .loops(2)
                        .before(server.port(), TestServer.deadPort())) {
            balancer.awaitIdle();
            long before = descriptors();
            var backend = CompletableFuture.runAsync(() -> serve(server));
            CompletableFuture<?>[] clients = new CompletableFuture<?>[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                long seed = i;
                clients[i] = CompletableFuture.runAsync(() -> connectAll(balancer.port(), new Random(seed)));
            }
            CompletableFuture.allOf(clients).get(90, TimeUnit.SECONDS);
            over.set(true);
            backend.get(20, TimeUnit.SECONDS);
            balancer.awaitIdle();
            assertThat(balancer.server().openConnections()).isZero();
            assertThat(balancer.count("lb_stream_connections_total")).isEqualTo((long) CLIENTS * CONNECTIONS);
            TestBalancer.await("descriptors are left: " + descriptors(), () -> descriptors() <= before + 2);
        }
    }

    private static long descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private void serve(TestServer server) {
        Random random = new Random(42);
        while (!over.get() || server.waiting() > 0) {
            try {
                if (server.waiting() > 0) {
                    step(server.take(), random);
                } else {
                    Thread.onSpinWait();
                }
            } catch (IOException gone) {
                // As it may be.
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }
    }

    private static void connectAll(int port, Random random) {
        for (int i = 0; i < CONNECTIONS; i++) {
            try {
                step(new Socket(InetAddress.getLoopbackAddress(), port), random);
            } catch (IOException gone) {
                // As it may be.
            }
        }
    }

    /** A bit of talk, and then an end of some kind. */
    private static void step(Socket socket, Random random) throws IOException {
        try (socket) {
            socket.setSoTimeout(1 + random.nextInt(20));
            if (random.nextBoolean()) {
                socket.getOutputStream().write(new byte[random.nextInt(100_000)]);
            }
            if (random.nextInt(4) == 0) {
                socket.shutdownOutput();
            }
            if (random.nextBoolean()) {
                socket.getInputStream().readNBytes(random.nextInt(1000));
            }
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0);
            }
        }
    }
}
