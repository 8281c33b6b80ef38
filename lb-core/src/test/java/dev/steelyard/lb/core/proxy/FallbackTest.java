package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What a route does for clients that its pool cannot serve. */
class FallbackTest {
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
    private static final String SPARE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nspare";
    private static final String PUT = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";

    private static int deadPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }

    private static String spare(RawOrigin origin) {
        return "pools.spare.backends = [ \"127.0.0.1:" + origin.port() + "\" ]";
    }

    @Test
    void withoutBackendsATextIsAnswered() throws Exception {
        try (TestBalancer balancer = TestBalancer.configured()
                .route("fallback { body = \"<h1>soon</h1>\", content-type = \"text/html\", status = 503 }")
                .before(new int[0])) {
            Wire.Message answer = balancer.get("/");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("<h1>soon</h1>");
            assertThat(answer.header("Content-Type")).isEqualTo("text/html");
            assertThat(balancer.ask(PUT).body()).isEqualTo("<h1>soon</h1>");
            assertThat(balancer.count("lb_http_fallbacks_total{reason=\"no_healthy_backend\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void withoutBackendsTheClientIsSentElsewhere() throws Exception {
        try (TestBalancer balancer = TestBalancer.configured()
                .route("fallback.redirect = \"https://status.example.com/\"")
                .before(new int[0])) {
            Wire.Message answer = balancer.get("/");

            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location")).isEqualTo("https://status.example.com/");
        }
    }

    @Test
    void withoutBackendsAnotherPoolAnswers() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(request -> SPARE);
                TestBalancer balancer = TestBalancer.configured()
                        .part(spare(origin))
                        .route("fallback.pool = spare")
                        .before(new int[0])) {
            assertThat(balancer.get("/").body()).isEqualTo("spare");
            assertThat(balancer.ask(PUT).body()).isEqualTo("spare");
            origin.request();
            assertThat(origin.request().body()).isEqualTo("body");
        }
    }

    @Test
    void whereTheOtherPoolIsNoBetterTheClientIsToldSo() throws Exception {
        try (TestBalancer balancer = TestBalancer.configured()
                .part("pools.spare.backends = []")
                .route("fallback.pool = spare")
                .before(new int[0])) {
            assertThat(balancer.get("/").status()).isEqualTo(503);
        }
    }

    @Test
    void failedAttemptsGoThereOnlyIfListed() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(SPARE);
                TestBalancer not = TestBalancer.configured()
                        .part(spare(origin))
                        .route("fallback.pool = spare")
                        .before(deadPort());
                TestBalancer listed = TestBalancer.configured()
                        .part(spare(origin))
                        .route("fallback { pool = spare, on = [failed] }")
                        .before(deadPort(), deadPort())) {
            assertThat(not.get("/").status()).isEqualTo(502);
            assertThat(listed.get("/").body()).isEqualTo("spare");
            assertThat(listed.ask(PUT.replace("PUT", "POST")).body()).isEqualTo("spare");
        }
    }

    @Test
    void aListedStatusGoesThereWhenNoBackendIsLeft() throws Exception {
        try (RawOrigin busy = RawOrigin.saying(BUSY);
                RawOrigin origin = RawOrigin.saying(SPARE);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("retry.statuses = [503]\nhealth.passive.enabled = false")
                        .part(spare(origin))
                        .route("fallback { pool = spare, on = [failed] }")
                        .before(busy.port())) {
            for (int i = 0; i < 5; i++) {
                assertThat(balancer.get("/").body()).isEqualTo("spare");
                assertThat(balancer.ask(PUT).body()).isEqualTo("spare");
                assertThat(balancer.ask(PUT.replace("PUT", "POST")).body())
                        .as("it must not be sent twice")
                        .isEqualTo("busy");
            }
        }
    }

    @Test
    void anOpenBreakerOfThePoolGoesThereAtOnce() throws Exception {
        try (RawOrigin busy = RawOrigin.saying(BUSY);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("circuit-breaker.pool { enabled = true, requests = 5, open = 1h }\n"
                                + "health.passive.enabled = false")
                        .route("fallback { body = \"resting\", on = [breaker-open] }")
                        .before(busy.port())) {
            for (int i = 0; i < 5; i++) {
                assertThat(balancer.get("/").body()).isEqualTo("busy");
            }
            TestBalancer.await("it is not open", () -> balancer.pool().isCircuitOpen());
            assertThat(balancer.get("/").body()).isEqualTo("resting");
            assertThat(busy.requestsLeft()).isEqualTo(5);
        }
    }

    @Test
    void withoutFallbackAnOpenBreakerIsA503WithATimeToComeBack() throws Exception {
        try (RawOrigin busy = RawOrigin.saying(BUSY);
                TestBalancer balancer = TestBalancer.configured()
                        .pool("circuit-breaker.pool { enabled = true, requests = 5, open = 1h }")
                        .before(busy.port())) {
            for (int i = 0; i < 5; i++) {
                balancer.get("/");
            }
            TestBalancer.await("it is not open", () -> balancer.pool().isCircuitOpen());
            Wire.Message refused = balancer.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotNull();
            assertThat(refused.body()).contains("rest");
        }
    }
}
