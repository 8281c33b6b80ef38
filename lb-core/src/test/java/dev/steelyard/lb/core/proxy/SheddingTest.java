package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests that are refused before anything is done for them, over real connections. */
class SheddingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private final Semaphore go = new Semaphore(0);

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

    private static String get(String client) {
        return "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: " + client + "\r\nConnection: close\r\n\r\n";
    }

    @Test
    void aRouteHasNoMoreUnderWayThanItMayHaveAndItsPlaceComesBackWithTheEndOfARequest() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = TestBalancer.configured()
                        .route("limits.max-in-flight = 1")
                        .before(origin);
                Wire first = balancer.connect()) {
            first.write(GET);
            origin.request();

            Wire.Message refused = balancer.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(balancer.count(
                            "lb_overload_refused_total{route=\"main\",priority=\"normal\",reason=\"route_limit\"}"))
                    .isOne();

            go.release(2);
            assertThat(first.read().status()).isEqualTo(200);
            balancer.awaitIdle();
            assertThat(balancer.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aClientHasNoMoreUnderWayThanItMayHaveAndOthersDoNotNotice() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = TestBalancer.configured()
                        .listener("trusted-proxies = [ \"127.0.0.1\" ]")
                        .route("limits.max-in-flight-per-client = 1")
                        .before(origin);
                Wire first = balancer.connect()) {
            first.write(get("192.0.2.1"));
            origin.request();

            Wire.Message refused = balancer.ask(get("192.0.2.1"));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            go.release(3);
            assertThat(balancer.ask(get("192.0.2.2")).status()).isEqualTo(200);
            assertThat(first.read().status()).isEqualTo(200);
            balancer.awaitIdle();
            assertThat(balancer.ask(get("192.0.2.1")).status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatBreaksOffGivesItsPlaceBack() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                    while (true) {
                        wire.write("x".repeat(100_000));
                    }
                });
                TestBalancer balancer = TestBalancer.configured()
                        .route("limits { max-in-flight = 1, max-in-flight-per-client = 1 }")
                        .before(origin)) {
            for (int i = 0; i < 5; i++) {
                try (Wire leaving = balancer.connect()) {
                    assertThat(leaving.write(GET).readHeadOnly().status()).isEqualTo(200);
                }
                balancer.awaitIdle();
            }
        }
    }

    @Test
    void theBalancerHasNoMoreUnderWayThanItMayHaveAndKeepsRoomForTheImportant() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = TestBalancer.configured()
                        .part("overload.max-requests = 4")
                        .route("priority { level = low, header = X-Priority, allowed = [ critical ] }")
                        .before(origin);
                Wire one = balancer.connect();
                Wire two = balancer.connect();
                Wire three = balancer.connect();
                Wire four = balancer.connect()) {
            for (Wire wire : new Wire[] {one, two, three}) {
                wire.write(GET);
                origin.request();
            }
            assertThat(balancer.get("/").status()).isEqualTo(503);
            assertThat(balancer.count(
                            "lb_overload_refused_total{route=\"main\",priority=\"low\",reason=\"overload_requests\"}"))
                    .isOne();

            four.write("GET / HTTP/1.1\r\nHost: h\r\nX-Priority: critical\r\n\r\n");
            origin.request();
            go.release(5);
            for (Wire wire : new Wire[] {one, two, three, four}) {
                assertThat(wire.read().status()).isEqualTo(200);
            }
            balancer.awaitIdle();
            assertThat(balancer.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void whoIsMoreImportantIsServedBeforeThoseWhoWaitLonger() throws Exception {
        try (RawOrigin origin = held();
                TestBalancer balancer = TestBalancer.configured()
                        .pool("queue { max-wait = 10s, interval = 10s }")
                        .backend("max-connections = 1")
                        .route("priority { header = X-Priority, allowed = [ critical, low ] }")
                        .before(origin);
                Wire first = balancer.connect();
                Wire low = balancer.connect();
                Wire critical = balancer.connect()) {
            first.write(GET);
            origin.request();
            low.write("GET /low HTTP/1.1\r\nHost: h\r\nX-Priority: low\r\n\r\n");
            TestBalancer.await("not waiting", () -> balancer.pool().line().size() == 1);
            critical.write("GET /critical HTTP/1.1\r\nHost: h\r\nX-Priority: critical\r\n\r\n");
            TestBalancer.await("not waiting", () -> balancer.pool().line().size() == 2);

            go.release(3);

            assertThat(origin.request().head()).startsWith("GET /critical ");
            assertThat(origin.request().head()).startsWith("GET /low ");
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(low.read().status()).isEqualTo(200);
            assertThat(critical.read().status()).isEqualTo(200);
        }
    }
}
