package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static RawOrigin answeringAfter(CountDownLatch go) {
        return RawOrigin.running((wire, self) -> {
            self.take(wire);
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
            wire.write(RawOrigin.HELLO);
        });
    }

    private static CompletableFuture<Void> drain(TestBalancer balancer, Duration atMost) {
        return CompletableFuture.runAsync(() -> {
            try {
                balancer.server().drain(atMost);
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
        });
    }

    private static void awaitRefusal(int port) {
        TestBalancer.await("connections are still taken", () -> {
            try {
                Wire.to(port).close();
                return false;
            } catch (UncheckedIOException refused) {
                return true;
            }
        });
    }

    @Test
    void requestsUnderWayEndAndNewConnectionsAreRefused() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (RawOrigin origin = answeringAfter(go);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            int port = balancer.port();
            client.write(GET);
            origin.request();
            CompletableFuture<Void> drained = drain(balancer, Duration.ofSeconds(10));
            awaitRefusal(port);
            assertThatThrownBy(() -> Wire.to(port)).isInstanceOf(UncheckedIOException.class);
            assertThat(drained).isNotDone();

            go.countDown();
            Wire.Message response = client.read();
            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isEmpty();
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aConnectionThatWasKeptGetsOneMoreAnswer() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            assertThat(client.write(GET).read().header("Connection")).isNull();
            drain(balancer, Duration.ofSeconds(10)).get(10, TimeUnit.SECONDS);

            Wire.Message last = client.write(GET).read();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("Connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void whatTakesTooLongIsCutOff() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (RawOrigin origin = answeringAfter(go);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(GET);
            origin.request();

            drain(balancer, Duration.ofMillis(100)).get(10, TimeUnit.SECONDS);
            assertThat(balancer.metrics().active()).isEqualTo(1);
            go.countDown();
        }
    }

    @Test
    void aBackendThatLeavesKeepsItsRequestsAndThenLosesItsConnections() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                    wire.write(RawOrigin.HELLO);
                    wire.awaitClosedByPeer();
                    closed.countDown();
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(GET);
            origin.request();
            balancer.pool().members().remove("b0");
            assertThat(balancer.get("/").status()).isEqualTo(503);

            go.countDown();
            assertThat(client.read().body()).isEqualTo("hello");
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
