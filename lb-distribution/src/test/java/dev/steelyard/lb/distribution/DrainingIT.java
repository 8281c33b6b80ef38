package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.AdminApi;
import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Backends are emptied before they go, and those who ask see how far that is. */
class DrainingIT {
    private static final String A = "/api/v1/backend/a";

    private final Browser browser = new Browser();

    private static RunningLb balancer(TestBackends backends, String pool) throws Exception {
        return RunningLb.start(Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin.bind = "127.0.0.1:0"
                pools.web {
                  %s
                  backends = %s
                }
                """.formatted(pool, backends.config()));
    }

    /** As many requests as make sure that every backend holds one. */
    private List<CompletableFuture<HttpResponse<String>>> hold(TestBackends backends, RunningLb balancer) {
        backends.all().forEach(backend -> backend.hold());
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(browser.begin(balancer.url("web", "/")));
        }
        Waiting.until(
                "each backend holds a request", () -> backends.all().stream().allMatch(one -> one.held() == 1));
        return answers;
    }

    @Test
    void aRemovalWaitsForItsRequestsAndCostsNone() throws Exception {
        try (TestBackends backends = new TestBackends();
                RunningLb balancer = balancer(backends, "")) {
            AdminApi api = balancer.api();
            var answers = hold(backends, balancer);
            HttpResponse<String> accepted = api.send("DELETE", A + "?drain=1m", null);
            assertThat(accepted.statusCode()).isEqualTo(202);
            String progress = accepted.headers().firstValue("Location").orElseThrow();
            JsonNode drain = api.get(progress);
            assertThat(drain.get("requests").asInt()).isEqualTo(1);
            assertThat(drain.get("connections").asInt()).isEqualTo(1);
            assertThat(drain.get("sessions").isNull()).isTrue();
            assertThat(api.status("a")).isEqualTo("draining");

            backends.all().forEach(backend -> backend.release());
            for (var answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            Waiting.until(
                    "a has left", () -> browser.get(balancer.admin(progress)).statusCode() == 404);
            balancer.awaitLog("backend web/a is removed after");
            assertThat(browser.bodies(10, balancer.url("web", "/"))).doesNotContain("a");
        }
    }

    @Test
    void sessionsStayOnABackendThatDrainsUntilItsTimeIsOver() throws Exception {
        try (TestBackends backends = new TestBackends();
                RunningLb balancer = balancer(backends, "affinity { type = cookie, name = S }")) {
            AdminApi api = balancer.api();
            HttpResponse<String> first = browser.get(balancer.url("web", "/"));
            String mine = first.body();
            String cookie =
                    first.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
            String path = "/api/v1/backend/" + mine;

            assertThat(api.send("PUT", path + "/state", "{\"state\":\"draining\",\"timeout\":\"2s\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(browser.bodies(5, balancer.url("web", "/"), "Cookie", cookie))
                    .containsOnly(mine);
            assertThat(browser.bodies(10, balancer.url("web", "/"))).doesNotContain(mine);
            assertThat(api.get(path).get("drain").get("sessions").asInt()).isEqualTo(1);

            api.awaitStatus(mine, "disabled");
            assertThat(browser.bodies(5, balancer.url("web", "/"), "Cookie", cookie))
                    .doesNotContain(mine);
        }
    }

    @Test
    void aRemovalByForceSendsGetsElsewhereAtOnce() throws Exception {
        try (TestBackends backends = new TestBackends();
                RunningLb balancer = balancer(backends, "")) {
            var answers = hold(backends, balancer);
            assertThat(balancer.api().send("DELETE", A + "?force=true", null).statusCode())
                    .isEqualTo(200);
            Waiting.until(
                    "the request is held elsewhere",
                    () -> backends.get("b").held() + backends.get("c").held() == 3);
            backends.get("b").release();
            backends.get("c").release();
            for (var answer : answers) {
                HttpResponse<String> got = answer.get(10, TimeUnit.SECONDS);
                assertThat(got.statusCode()).isEqualTo(200);
                assertThat(got.body()).isNotEqualTo("a");
            }
        }
    }

    @Test
    void removalsOfBothKindsUnderLoadCostNoGet() throws Exception {
        try (TestBackends backends = new TestBackends();
                RunningLb balancer = balancer(backends, "retry { budget = 1, budget-minimum = 1000 }");
                Load load = Load.begin(balancer.url("web", "/"), 4)) {
            AdminApi api = balancer.api();
            String back = "{\"id\":\"a\",\"host\":\"127.0.0.1\",\"port\":"
                    + backends.get("a").port() + "}";
            for (int i = 0; i < 20; i++) {
                load.awaitMore(20);
                String how = i % 2 == 0 ? "?force=true" : "?drain=10s";
                assertThat(api.send("DELETE", A + how, null).statusCode()).isBetween(200, 202);
                Waiting.until("a has left", () -> browser.get(balancer.admin(A)).statusCode() == 404);
                assertThat(api.send("POST", "/api/v1/backend/register", back).statusCode())
                        .isEqualTo(201);
            }
            assertThat(load.stop().errors()).isEmpty();
        }
    }
}
