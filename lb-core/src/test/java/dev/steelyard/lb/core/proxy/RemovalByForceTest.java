package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Closing the balancer at the end of each test also checks that no buffer, lease or request is left. */
class RemovalByForceTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi";

    private static RawOrigin silent(CountDownLatch closed) {
        return RawOrigin.running((wire, self) -> {
            self.take(wire);
            wire.awaitClosedByPeer();
            closed.countDown();
        });
    }

    private static void awaitConnectionsClosed(CountDownLatch closed) throws InterruptedException {
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aRequestWithoutAnAnswerIsTriedOnAnotherBackend() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawOrigin silent = silent(closed);
                RawOrigin other = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(silent, other);
                Wire client = balancer.connect()) {
            client.write(GET);
            silent.request();
            balancer.pool().members().removeNow("b0");

            assertThat(client.read().body()).isEqualTo("hello");
            awaitConnectionsClosed(closed);
        }
    }

    @Test
    void aRequestThatMustNotBeRepeatedGets502() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawOrigin silent = silent(closed);
                RawOrigin other = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(silent, other);
                Wire client = balancer.connect()) {
            client.write(POST);
            silent.request();
            balancer.pool().members().removeNow("b0");

            assertThat(client.read().status()).isEqualTo(502);
            awaitConnectionsClosed(closed);
            assertThat(balancer.get("/").body()).isEqualTo("hello");
        }
    }

    @Test
    void anAnswerThatIsHalfThereIsBrokenOff() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                    wire.awaitClosedByPeer();
                    closed.countDown();
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(GET);
            assertThat(client.readHeadOnly().status()).isEqualTo(200);
            assertThat(client.readBytes(5)).isEqualTo("hello");
            balancer.pool().members().removeNow("b0");

            assertThatThrownBy(() -> client.readBytes(5)).isInstanceOf(EOFException.class);
            awaitConnectionsClosed(closed);
        }
    }

    /** Nothing is being read from the backend then, so nothing of ours hears at once that the connection is closed. */
    @Test
    void anAnswerThatItsClientDoesNotReadIsBrokenOffWhenTheClientGoesOn() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                    wire.write(new byte[100_000_000]);
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = Wire.narrowTo(balancer.port())) {
            client.write(GET);
            origin.request();
            assertThat(client.readHeadOnly().status()).isEqualTo(200);
            TestBalancer.await(
                    "the backend is not read from",
                    () -> balancer.metrics().responseBytes().sum() > 100_000);
            balancer.pool().members().removeNow("b0");

            assertThatThrownBy(() -> client.skip(100_000_000)).isInstanceOf(EOFException.class);
            balancer.awaitIdle();
        }
    }

    @Test
    void manyRequestsFindAnotherBackendWhileOneAfterTheOtherIsCut() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (RawOrigin a = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin b = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin c = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured().loops(2).before(a, b, c)) {
            CountDownLatch running = new CountDownLatch(8);
            Future<?>[] all = new Future<?>[4];
            for (int i = 0; i < all.length; i++) {
                all[i] = clients.submit(() -> {
                    try (Wire wire = balancer.connect()) {
                        for (int n = 0; n < 500; n++) {
                            running.countDown();
                            assertThat(wire.write(GET).read().body()).isEqualTo("hello");
                        }
                    }
                    return null;
                });
            }
            assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
            balancer.pool().members().removeNow("b0");
            balancer.pool().members().removeNow("b1");
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
    }
}
