package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Browser;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the balancer says of a request that is not sent, and of those that are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainIT {
    private static final List<String> BY_LOT =
            List.of("random", "power-of-two-choices", "least-requests", "peak-ewma", "least-response-time");
    private static final List<String> KNOWN = List.of(
            "round-robin",
            "weighted-round-robin",
            "least-connections",
            "weighted-least-connections",
            "ip-hash",
            "maglev",
            "ring-hash",
            "rendezvous");

    private final TestBackends backends = new TestBackends();
    private final Browser browser = new Browser();
    private RunningLb balancer;

    @BeforeAll
    void start() throws Exception {
        StringBuilder routes =
                new StringBuilder("{ name = old, match { path = /old, methods = [ PUT ] }, pool = sticky }\n");
        StringBuilder pools = new StringBuilder("""
                sticky { affinity { type = cookie, name = SESSION }, backends = %s }
                """.formatted(backends.config()));
        for (Map.Entry<String, List<String>> kind :
                Map.of("known", KNOWN, "lot", BY_LOT).entrySet()) {
            for (String algorithm : kind.getValue()) {
                routes.append("{ match.path = /%1$s, pool = %1$s }\n".formatted(algorithm));
                pools.append("%s { algorithm = %s, backends = %s }\n"
                        .formatted(algorithm, algorithm, backends.config(5, 2, 1)));
            }
        }
        balancer = RunningLb.start(Bundle.shared(), """
                listeners.web { bind = "127.0.0.1:0", trusted-proxies = ["127.0.0.1"] }
                admin.bind = "127.0.0.1:0"
                routes = [ %s { pool = sticky } ]
                pools { %s }
                """.formatted(routes, pools));
    }

    @AfterAll
    void stop() {
        balancer.close();
        backends.close();
    }

    private JsonNode explain(String query) {
        return balancer.api().get("/api/v1/explain?" + query);
    }

    private HttpResponse<String> get(String path, String... headers) {
        return browser.get(balancer.url("web", path), headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "round-robin",
                "weighted-round-robin",
                "least-connections",
                "weighted-least-connections",
                "ip-hash",
                "maglev",
                "ring-hash",
                "rendezvous"
            })
    void whatIsExplainedIsWhatTheNextRequestGets(String algorithm) {
        for (int i = 0; i < 30; i++) {
            String client = "10.1.2." + i;
            String query = "path=/" + algorithm + "/x&client=" + client;
            explain(query);
            JsonNode told = explain(query); // asked twice: a turn that explaining takes would show

            String answered =
                    get("/" + algorithm + "/x", "X-Forwarded-For", client).body();

            assertThat(told.get("choice").asString()).as("%s", told).isEqualTo(answered);
            assertThat(told.get("pool").asString()).isEqualTo(algorithm);
            assertThat(told.get("reason").asString()).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "power-of-two-choices", "least-requests", "peak-ewma", "least-response-time"})
    void whatIsLeftToLotIsSaidToBe(String algorithm) {
        JsonNode told = explain("path=/" + algorithm);

        assertThat(told.get("choice").isNull()).isTrue();
        assertThat(told.get("reason").asString()).containsAnyOf("by lot", "drawn by weight");
        assertThat(told.get("selection").get("candidates")).hasSize(3);
    }

    @Test
    void theRoutesBeforeAreToldWithWhyTheyDoNotHold() {
        JsonNode told = explain("path=/old/x&method=GET");

        assertThat(told.get("routes").get(0).get("name").asString()).isEqualTo("old");
        assertThat(told.get("routes").get(0).get("mismatch").asString()).isEqualTo("method GET (expected: PUT)");
        assertThat(told.get("pool").asString()).isEqualTo("sticky");
    }

    @Test
    void aSessionsBackendIsFoundByItsCookie() {
        HttpResponse<String> first = get("/");
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

        JsonNode told =
                explain("path=/&header=Cookie:" + cookie.replace("=", "%3D").replace("+", "%2B"));

        assertThat(told.get("selection").get("pinned").asString()).isEqualTo(first.body());
        assertThat(told.get("choice").asString()).isEqualTo(first.body());
        assertThat(told.get("reason").asString()).isEqualTo("its session is pinned to it");
        assertThat(get("/", "Cookie", cookie).body()).isEqualTo(first.body());
    }

    @Test
    void explainingCountsNothing() {
        long before = balancer.api().get("/api/v1/stats").get("total_requests").asLong();
        for (int i = 0; i < 50; i++) {
            explain("path=/maglev&client=10.0.0." + i);
        }

        assertThat(balancer.api().get("/api/v1/stats").get("total_requests").asLong())
                .isEqualTo(before);
    }

    @Test
    void aTraceShowsItsHeaderToThoseItIsForUntilItIsEnded() {
        HttpResponse<String> begun = balancer.api().send("POST", "/api/v1/trace", """
                {"client": "10.9.0.0/16", "path": "/maglev", "header": "X-Debug: s3cret", "for": "60s"}""");
        assertThat(begun.statusCode()).isEqualTo(201);
        String[] mine = {"X-Forwarded-For", "10.9.1.1", "X-Debug", "s3cret"};

        HttpResponse<String> traced = get("/maglev", mine);
        assertThat(traced.headers().firstValue("X-Lb-Trace").orElseThrow())
                .startsWith("route=\"maglev\", pool=\"maglev\", algorithm=\"maglev\", choice=\"" + traced.body()
                        + "\", attempts=\"")
                .endsWith("ms\", dropped=\"\"");
        assertThat(get("/maglev", "X-Forwarded-For", "10.8.1.1", "X-Debug", "s3cret")
                        .headers()
                        .map())
                .doesNotContainKey("x-lb-trace");
        assertThat(get("/maglev", "X-Forwarded-For", "10.9.1.1").headers().map())
                .doesNotContainKey("x-lb-trace");
        assertThat(get("/ring-hash", mine).headers().map()).doesNotContainKey("x-lb-trace");

        JsonNode listed = balancer.api().get("/api/v1/trace").get("traces").get(0);
        assertThat(listed.get("requests").asInt()).isOne();
        balancer.api().send("DELETE", "/api/v1/trace/" + listed.get("id").asString(), "");
        assertThat(get("/maglev", mine).headers().map()).doesNotContainKey("x-lb-trace");
    }
}
