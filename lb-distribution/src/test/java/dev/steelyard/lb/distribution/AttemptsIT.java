package dev.steelyard.lb.distribution;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the balancer does for requests that a backend fails, delays or loses, in the bundle. */
class AttemptsIT {
    private final TestBackend one = TestBackend.start("one");
    private final TestBackend two = TestBackend.start("two");
    private final Browser browser = new Browser();
    private RunningLb balancer;

    private void start(String routes, String pools) throws Exception {
        balancer = RunningLb.start(Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                routes = [ %s ]
                %s
                """.formatted(routes, pools));
    }

    private String backends() {
        return "health { interval = 1h, passive.enabled = false }\n"
                + "backends = [ { id = one, host = 127.0.0.1, port = %d }, { id = two, host = 127.0.0.1, port = %d } ]"
                        .formatted(one.port(), two.port());
    }

    @AfterEach
    void stop() {
        balancer.close();
        one.close();
        two.close();
    }

    private List<Integer> statuses(int count, String path) {
        return IntStream.range(0, count)
                .mapToObj(i -> browser.get(balancer.url("web", path)).statusCode())
                .toList();
    }

    private double metric(String line) {
        String text = browser.get(balancer.admin("/metrics")).body();
        return text.lines()
                .filter(each -> each.startsWith(line))
                .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aRouteTriesAgainWhereItsPoolDoesNotAndOfTwoBackendsTheFailingOneBeginsEveryOtherRequest() throws Exception {
        start(
                "{ match.path = \"/again\", pool = web, retry.statuses = [503] }, { pool = web }",
                "pools.web {" + backends() + "}");
        one.setStatus(503);

        assertThat(statuses(20, "/again")).containsOnly(200);
        assertThat(one.requests()).isEqualTo(10);
        assertThat(statuses(10, "/")).contains(503);
    }

    @Test
    void aPutWithABodyThatABackendLosesIsSentToAnother() throws Exception {
        WireMockServer losing = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        losing.start();
        try {
            losing.stubFor(any(anyUrl()).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
            WireMockServer echoing = new WireMockServer(
                    options().dynamicPort().bindAddress("127.0.0.1").globalTemplating(true));
            echoing.start();
            echoing.stubFor(any(anyUrl()).willReturn(aResponse().withBody("{{{request.body}}}")));
            start("{ pool = web }", """
                    pools.web {
                      health { interval = 1h, passive.enabled = false }
                      backends = [ "127.0.0.1:%d", "127.0.0.1:%d" ]
                    }
                    """.formatted(losing.port(), echoing.port()));
            String body = "line of text ".repeat(1000);
            for (int i = 0; i < 10; i++) {
                assertThat(browser.send("PUT", balancer.url("web", "/"), body + i)
                                .body())
                        .isEqualTo(body + i);
            }
            String tooLong = "x".repeat(20_000);
            List<Integer> statuses = IntStream.range(0, 4)
                    .mapToObj(i -> browser.send("PUT", balancer.url("web", "/"), tooLong)
                            .statusCode())
                    .toList();
            assertThat(statuses).containsExactlyInAnyOrder(200, 200, 502, 502);
            echoing.stop();
        } finally {
            losing.stop();
        }
    }

    @Test
    void aBackendThatFailsIsGivenARestAndComesBackThoughItsProbesPassed() throws Exception {
        start("{ pool = web, retry.attempts = 1 }", """
                pools.web {
                  circuit-breaker.backend { enabled = true, requests = 10, error-ratio = 0.4, open = 500ms }
                  %s
                }
                """.formatted(backends()));
        one.setStatus(500);
        Waiting.until(
                "the breaker is open",
                Duration.ofSeconds(10),
                () -> {
                    browser.get(balancer.url("web", "/"));
                    return breaker("one").equals("open");
                },
                () -> balancer.err());
        assertThat(balancer.api().backend("one").get("passed_over").asString())
                .isEqualTo("its circuit breaker is open");
        assertThat(balancer.api().status("one")).isEqualTo("healthy");
        assertThat(metric("lb_backend_circuit_open{pool=\"web\",backend=\"one\"}"))
                .isEqualTo(1);

        Load.Result whileOpen = Load.run(balancer.url("web", "/"), 200, 4);
        assertThat(whileOpen.of("two")).isGreaterThan(190);

        one.setStatus(200);
        Waiting.until(
                "the breaker is closed",
                Duration.ofSeconds(10),
                () -> {
                    browser.get(balancer.url("web", "/"));
                    return breaker("one").equals("closed");
                },
                () -> balancer.err());
        assertThat(Load.run(balancer.url("web", "/"), 100, 2).answers()).containsOnlyKeys("one", "two");
        assertThat(metric("lb_backend_circuit_openings_total{pool=\"web\",backend=\"one\"}"))
                .isPositive();
    }

    private String breaker(String backend) {
        for (var each : balancer.api()
                .get("/api/v1/circuit-breakers")
                .get("pools")
                .get(0)
                .get("backends")) {
            if (each.get("id").asString().equals(backend)) {
                return each.get("breaker").get("state").asString();
            }
        }
        throw new AssertionError("no breaker of " + backend);
    }

    @Test
    void aPoolThatOnlyFailsIsLeftAloneAndItsRouteFallsBack() throws Exception {
        start(
                "{ match.path = \"/page\", pool = web, fallback { body = \"back soon\", status = 200 } },"
                        + "{ match.path = \"/away\", pool = web, fallback.redirect = \"https://status.example.com/\" },"
                        + "{ match.path = \"/spare\", pool = web, fallback { pool = spare, on = [breaker-open, failed] } },"
                        + "{ pool = web }",
                """
                pools.web {
                  circuit-breaker.pool { enabled = true, requests = 10, open = 60s }
                  health { interval = 1h, passive.enabled = false }
                  retry.attempts = 1
                  backends = [ { id = one, host = 127.0.0.1, port = %d } ]
                }
                pools.spare.backends = [ { id = two, host = 127.0.0.1, port = %d } ]
                """.formatted(one.port(), two.port()));
        one.setStatus(500);
        assertThat(statuses(10, "/")).containsOnly(500);

        HttpResponse<String> refused = browser.get(balancer.url("web", "/"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(browser.get(balancer.url("web", "/page")).body()).isEqualTo("back soon");
        HttpResponse<String> away = browser.get(balancer.url("web", "/away"));
        assertThat(away.statusCode()).isEqualTo(302);
        assertThat(away.headers().firstValue("Location")).contains("https://status.example.com/");
        assertThat(browser.get(balancer.url("web", "/spare")).body()).isEqualTo("two");
        assertThat(one.requests()).isEqualTo(10);
        assertThat(metric("lb_pool_circuit_open{pool=\"web\"}")).isEqualTo(1);
        assertThat(metric("lb_http_fallbacks_total")).isEqualTo(3);
    }

    @Test
    void aDeadPoolsRequestsGoToTheSparePoolIfFailuresAreListed() throws Exception {
        start("{ pool = web, fallback { pool = spare, on = [failed, no-backend] } }", """
                pools.web { health { interval = 1h, passive.enabled = false }, backends = [ "127.0.0.1:%d" ] }
                pools.spare.backends = [ "127.0.0.1:%d" ]
                """.formatted(
                        one.port(), two.port()));
        assertThat(browser.get(balancer.url("web", "/")).body()).isEqualTo("one");
        one.kill();

        assertThat(Load.run(balancer.url("web", "/"), 100, 4).answers()).containsOnlyKeys("two");
        assertThat(browser.send("POST", balancer.url("web", "/"), "order").body())
                .isEqualTo("two");
    }

    @Test
    void ofTwoBackendsTheFasterAnswersARequestThatWaitsLong() throws Exception {
        start("{ pool = web }", """
                pools.web {
                  retry { budget-minimum = 1000, hedge { after-percentile = 0.5, least = 50ms, answers = 20 } }
                  %s
                }
                """.formatted(backends()));
        Waiting.until(
                "times are known and a slow backend is hedged",
                Duration.ofSeconds(20),
                () -> {
                    one.setDelay(Duration.ZERO);
                    browser.bodies(25, balancer.url("web", "/"));
                    one.setDelay(Duration.ofSeconds(3));
                    browser.bodies(2, balancer.url("web", "/"));
                    return metric("lb_upstream_hedges_total{first_answer=\"second\"}") > 0;
                },
                () -> balancer.err());

        long start = System.nanoTime();
        Load.Result result = Load.run(balancer.url("web", "/"), 20, 2);

        assertThat(result.errors()).isEmpty();
        assertThat(result.answers()).containsOnlyKeys("two");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(balancer.api().backend("one").get("failed_requests").asInt()).isZero();
        Waiting.until(
                "nothing is left under way",
                Duration.ofSeconds(10),
                () -> balancer.api().backend("one").get("current_connections").asInt() == 0,
                () -> balancer.err());
    }
}
