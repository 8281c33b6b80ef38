package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.AdminApi;
import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The API as an operator uses it; each path by itself is tested in lb-core. */
class AdminIT {
    private static final String TOKEN = "a-token-for-this-test";

    private final TestBackends backends = new TestBackends();
    private final Browser browser = new Browser();

    @AfterEach
    void close() {
        backends.close();
    }

    private RunningLb start(String admin) throws Exception {
        return RunningLb.start(Bundle.shared(), """
                listeners.web.bind = "127.0.0.1:0"
                admin { %s }
                pools.web { algorithm = weighted-round-robin, backends = %s }
                """.formatted(admin, backends.config()));
    }

    @Test
    void aBackendIsAddedWeighedAndRemovedWhileRequestsGoOn() throws Exception {
        try (RunningLb balancer = start("bind = \"127.0.0.1:0\"");
                TestBackend added = TestBackend.start("d")) {
            AdminApi api = balancer.api();
            String body = "{\"id\":\"d\",\"host\":\"127.0.0.1\",\"port\":%d,\"weight\":100}".formatted(added.port());

            assertThat(api.send("POST", "/api/v1/backend/register", body).statusCode())
                    .isEqualTo(201);
            assertThat(api.send("POST", "/api/v1/backend/register", body).statusCode())
                    .isEqualTo(409);
            api.awaitStatus("d", "healthy");
            assertThat(browser.bodies(40, balancer.url("web", "/")))
                    .filteredOn("d"::equals)
                    .hasSizeBetween(9, 11);

            assertThat(api.send("PUT", "/api/v1/backend/d/weight", "{\"weight\":300}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(browser.bodies(60, balancer.url("web", "/")))
                    .filteredOn("d"::equals)
                    .hasSizeBetween(29, 31);
            assertThat(api.backend("d").get("total_requests").asInt()).isBetween(38, 42);

            assertThat(api.send("DELETE", "/api/v1/backend/d", null).statusCode())
                    .isBetween(200, 204);
            assertThat(browser.bodies(12, balancer.url("web", "/"))).doesNotContain("d");
            assertThat(api.send("DELETE", "/api/v1/backend/d", null).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void itTellsWhatWentThrough() throws Exception {
        try (RunningLb balancer = start("bind = \"127.0.0.1:0\"")) {
            browser.bodies(30, balancer.url("web", "/"));

            JsonNode stats = balancer.api().get("/api/v1/stats");
            assertThat(stats.get("total_requests").asInt()).isEqualTo(30);
            assertThat(stats.get("backend_health").get("healthy").asInt()).isEqualTo(3);
            assertThat(browser.get(balancer.admin("/metrics")).body()).contains("lb_http_requests_total");
            assertThat(browser.get(balancer.admin("/health")).statusCode()).isEqualTo(200);
            assertThat(browser.get(balancer.admin("/ready")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withATokenNothingIsShownOrChangedWithoutIt() throws Exception {
        try (RunningLb balancer = start("bind = \"0.0.0.0:0\", token = " + TOKEN)) {
            HttpResponse<String> none = browser.get(balancer.admin("/api/v1/stats"));
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Bearer");
            assertThat(none.body()).contains("error").doesNotContain(TOKEN);
            assertThat(statusWith(balancer, "Bearer another-token-altogether")).isEqualTo(401);
            assertThat(browser.send("DELETE", balancer.admin("/api/v1/backend/a"), null)
                            .statusCode())
                    .isEqualTo(401);

            assertThat(statusWith(balancer, "Bearer " + TOKEN)).isEqualTo(200);
            assertThat(browser.get(balancer.admin("/health")).statusCode()).isEqualTo(200);
            assertThat(balancer.err()).doesNotContain(TOKEN);
        }
    }

    private int statusWith(RunningLb balancer, String authorization) {
        return browser.get(balancer.admin("/api/v1/stats"), "Authorization", authorization)
                .statusCode();
    }
}
