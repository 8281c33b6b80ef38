package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.AdminApi;
import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Requests of one route go to two pools, by weights that the API switches or a canary moves. */
class SplitIT {
    private static final String SPLIT = "/api/v1/route/shop/split";
    private static final String CANARY = "/api/v1/route/shop/canary/";

    private final TestBackend stable = TestBackend.start("stable");
    private final TestBackend canary = TestBackend.start("canary");
    private final Browser browser = new Browser();

    @AfterEach
    void close() {
        stable.close();
        canary.close();
    }

    private RunningLb balancer(int stableWeight, int canaryWeight, String more) throws Exception {
        return RunningLb.start(
                Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                access-log = stdout
                routes = [ {
                  name = shop
                  split {
                    pools = [ { pool = stable, weight = %d }, { pool = canary, weight = %d } ]
                    %s
                  }
                } ]
                pools {
                  stable { health.passive.enabled = false, backends = [ "127.0.0.1:%d" ] }
                  canary { health.passive.enabled = false, backends = [ "127.0.0.1:%d" ] }
                }
                """.formatted(stableWeight, canaryWeight, more, stable.port(), canary.port()));
    }

    @Test
    void eachPoolGetsItsPartAndTheApiSwitchesAllOfIt() throws Exception {
        try (RunningLb balancer = balancer(95, 5, "")) {
            Load.Result result = Load.run(balancer.url("web", "/"), 400, 4);
            assertThat(result.errors()).isEmpty();
            assertThat(result.of("canary")).isBetween(18, 22);
            Waiting.until(
                    "the access log names the pool",
                    () -> balancer.out().contains("\"route\":\"shop\",\"pool\":\"canary\""));
            assertThat(browser.get(balancer.admin("/metrics")).body())
                    .contains("lb_http_requests_total{route=\"shop\",pool=\"canary\",code=\"2xx\"} "
                            + result.of("canary"));

            AdminApi api = balancer.api();
            assertThat(api.send("PUT", SPLIT, "{\"weights\":{\"stable\":0,\"canary\":1}}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(browser.bodies(20, balancer.url("web", "/"))).containsOnly("canary");
            assertThat(api.send("PUT", SPLIT, "{\"weights\":{\"stable\":0,\"canary\":0}}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(browser.bodies(5, balancer.url("web", "/"))).containsOnly("canary");
            assertThat(api.get(SPLIT)
                            .get("pools")
                            .get(1)
                            .get("figures")
                            .get("requests")
                            .asInt())
                    .isEqualTo(result.of("canary") + 25);
        }
    }

    @Test
    void switchingBetweenPoolsCostsNoGet() throws Exception {
        try (RunningLb balancer = balancer(1, 0, "");
                Load load = Load.begin(balancer.url("web", "/"), 4)) {
            AdminApi api = balancer.api();
            for (int i = 0; i < 50; i++) {
                String weights = i % 2 == 0 ? "\"stable\":0,\"canary\":1" : "\"stable\":1,\"canary\":0";
                assertThat(api.send("PUT", SPLIT, "{\"weights\":{" + weights + "}}")
                                .statusCode())
                        .isEqualTo(200);
                load.awaitMore(10);
            }
            Load.Result result = load.stop();
            assertThat(result.errors()).isEmpty();
            assertThat(result.of("stable")).isPositive();
            assertThat(result.of("canary")).isPositive();
        }
    }

    @Test
    void aClientWithACookieStaysWhereItIs() throws Exception {
        try (RunningLb balancer = balancer(50, 50, "sticky = cookie")) {
            for (int i = 0; i < 4; i++) {
                HttpResponse<String> first = browser.get(balancer.url("web", "/"));
                String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
                assertThat(cookie).startsWith("LB_SPLIT=");
                List<String> later = browser.bodies(10, balancer.url("web", "/"), "Cookie", cookie.split(";")[0]);
                assertThat(later).containsOnly(first.body());
            }
        }
    }

    @Test
    void aClientStaysByItsAddress() throws Exception {
        try (RunningLb balancer = balancer(50, 50, "sticky = client-address")) {
            List<String> bodies = browser.bodies(20, balancer.url("web", "/"));
            assertThat(Collections.frequency(bodies, bodies.get(0))).isEqualTo(20);
        }
    }

    private static final String STEPS = """
            canary { pool = canary, steps = [20, 50, 100], interval = 1s, minimum-requests = 20, least-p99 = 1s }
            """;

    private static JsonNode canary(AdminApi api) {
        return api.get(SPLIT).get("canary");
    }

    private static void awaitState(AdminApi api, String state) {
        Waiting.until(
                "the canary is " + state,
                Duration.ofSeconds(20),
                () -> canary(api).get("state").asString().equals(state),
                () -> canary(api).toString());
    }

    @Test
    void aGoodCanaryIsPromotedByItself() throws Exception {
        try (RunningLb balancer = balancer(100, 0, STEPS);
                Load load = Load.begin(balancer.url("web", "/"), 2)) {
            AdminApi api = balancer.api();
            load.awaitMore(50);
            assertThat(canary(api).get("state").asString()).isEqualTo("waiting");
            assertThat(canary.requests()).isZero();

            assertThat(api.send("POST", CANARY + "start", null).statusCode()).isEqualTo(200);
            awaitState(api, "promoted");
            assertThat(browser.bodies(10, balancer.url("web", "/"))).containsOnly("canary");
            assertThat(load.stop().errors()).isEmpty();
            balancer.awaitLog("canary of route shop: pool canary gets 50 % now, step 2 of 3");
            balancer.awaitLog("canary of route shop: pool canary is promoted and gets everything: passed all steps");
        }
    }

    @Test
    void aBadCanaryIsRolledBackByItself() throws Exception {
        canary.setStatus(500);
        try (RunningLb balancer = balancer(100, 0, STEPS);
                Load load = Load.begin(balancer.url("web", "/"), 2)) {
            AdminApi api = balancer.api();
            api.send("POST", CANARY + "start", null);
            awaitState(api, "rolled_back");
            assertThat(canary(api).get("reason").asString()).startsWith("100.0 % of its requests failed");
            int failed = load.stop().errors().size();
            assertThat(failed).isBetween(20, canary.requests());
            int before = canary.requests();
            assertThat(browser.bodies(20, balancer.url("web", "/"))).containsOnly("stable");
            assertThat(canary.requests()).isEqualTo(before);
            balancer.awaitLog("canary of route shop: pool canary is rolled back and gets nothing: 100.0 % of its");
        }
    }

    /** What hides the failures from clients must not hide them from the guard. */
    @Test
    void aBadCanaryIsRolledBackAlsoWhereAFallbackSavesItsClients() throws Exception {
        canary.kill();
        try (RunningLb balancer = balancer(100, 0, STEPS + "}, fallback { pool = stable, on = [no-backend, failed]");
                Load load = Load.begin(balancer.url("web", "/"), 2)) {
            AdminApi api = balancer.api();
            api.send("POST", CANARY + "start", null);
            awaitState(api, "rolled_back");
            Load.Result result = load.stop();
            assertThat(result.errors()).isEmpty();
            assertThat(result.answers()).containsOnlyKeys("stable");
        }
    }

    @Test
    void anOperatorPausesAndAbortsACanary() throws Exception {
        try (RunningLb balancer = balancer(100, 0, STEPS);
                Load load = Load.begin(balancer.url("web", "/"), 2)) {
            AdminApi api = balancer.api();
            api.send("POST", CANARY + "start", null);
            assertThat(api.send("POST", CANARY + "pause", null).statusCode()).isEqualTo(200);
            load.awaitMore(500);
            assertThat(canary(api).get("state").asString()).isEqualTo("paused");
            api.send("POST", CANARY + "abort", null);
            assertThat(browser.bodies(20, balancer.url("web", "/"))).containsOnly("stable");
            assertThat(load.stop().errors()).isEmpty();
        }
    }
}
