package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests that wait while all backends are at their limits, over real connections. */
class QueueingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String LAST_GET = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    private final Semaphore go = new Semaphore(0);

    /** Answers each request when the test lets it. */
    private RawOrigin held() {
        return RawOrigin.running((wire, self) -> {
            while (true) {
                self.take(wire);
                if (!go.tryAcquire(10, TimeUnit.SECONDS)) {
                    return;
                }
                wire.write(RawOrigin.HELLO);
            }
        });
    }

    private static TestBalancer before(RawOrigin origin, String pool) throws Exception {
        return TestBalancer.configured()
                .loops(2)
                .pool(pool)
                .backend("max-connections = 1")
                .before(origin);
    }

    private static void awaitQueued(TestBalancer balancer, int count) {
        TestBalancer.await("waiting: not " + count, () -> balancer.pool().line().size() == count);
    }

    @Test
    void whoWaitsIsServedWhenThePlaceIsFreeAndItsConnectionGoesOn() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = before(origin, "queue.max-wait = 10s");
                Wire first = balancer.connect();
                Wire second = balancer.connect();
                Wire third = balancer.connect()) {
            first.write(GET);
            origin.request();
            second.write(GET);
            awaitQueued(balancer, 1);
            third.write(GET);
            awaitQueued(balancer, 2);

            go.release(3);

            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            assertThat(third.read().status()).isEqualTo(200);
            go.release();
            assertThat(second.write(GET).read().status()).isEqualTo(200);
            assertThat(balancer.pool().line().size()).isZero();
        }
    }

    @Test
    void whatAClientSendsWhileItWaitsIsItsNextRequest() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = before(origin, "queue.max-wait = 10s");
                Wire first = balancer.connect();
                Wire second = balancer.connect()) {
            first.write(GET);
            origin.request();
            second.write(GET);
            awaitQueued(balancer, 1);
            second.write("GET /next HTTP/1.1\r\n");
            second.write("Host: h\r\nX-Long: " + "x".repeat(3000) + "\r\n\r\n");

            go.release(3);

            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            assertThat(origin.request().head()).startsWith("GET / ");
            assertThat(origin.request().head()).startsWith("GET /next ");
        }
    }

    @Test
    void whoHasWaitedTooLongGets503AndMayAskAgain() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = before(origin, "queue.max-wait = 100ms");
                Wire first = balancer.connect();
                Wire second = balancer.connect()) {
            first.write(GET);
            origin.request();
            long start = System.nanoTime();

            Wire.Message refused = second.write(GET).read();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(balancer.count("lb_upstream_refused_total{reason=\"queue_timeout\"}"))
                    .isOne();
            go.release(2);
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.write(LAST_GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void theTotalTimeHoldsForThoseWhoWaitToo() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = before(origin, "queue.max-wait = 10s, timeouts.total = 200ms");
                Wire first = balancer.connect()) {
            first.write(GET);
            origin.request();

            Wire.Message refused = balancer.get("/");

            assertThat(refused.status()).isIn(504, 200); // the place may come free at the very moment the time is over
            go.release(2);
        }
    }

    @Test
    void whoFindsTheQueueFullGets503AtOnce() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = before(origin, "queue { size = 1, max-wait = 10s }");
                Wire first = balancer.connect();
                Wire second = balancer.connect()) {
            first.write(GET);
            origin.request();
            second.write(GET);
            awaitQueued(balancer, 1);

            assertThat(balancer.get("/").status()).isEqualTo(503);

            assertThat(balancer.count("lb_upstream_refused_total{reason=\"queue_full\"}"))
                    .isOne();
            go.release(2);
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatLeavesFreesItsSlotAtOnce() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = before(origin, "queue.max-wait = 60s");
                Wire first = balancer.connect()) {
            first.write(GET);
            origin.request();
            try (Wire leaving = balancer.connect()) {
                leaving.write(GET);
                awaitQueued(balancer, 1);
            }
            awaitQueued(balancer, 0);
            try (Wire leaving = balancer.connect()) {
                leaving.write(GET);
                awaitQueued(balancer, 1);
                leaving.reset();
            }
            awaitQueued(balancer, 0);

            assertThat(balancer.count("lb_client_errors_total{reason=\"client_gone\"}"))
                    .isEqualTo(2);
            go.release();
            assertThat(first.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aPostWaitsWithItsBody() throws Exception {
        String body = "x".repeat(50_000);
        try (RawOrigin origin = held();
                TestBalancer balancer = before(origin, "queue.max-wait = 10s");
                Wire first = balancer.connect();
                Wire second = balancer.connect()) {
            first.write(GET);
            origin.request();
            second.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n" + body);
            awaitQueued(balancer, 1);

            go.release(2);

            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            assertThat(origin.request().body()).isEqualTo(body);
        }
    }
}
