package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.admin.AdminClient.Reply;
import dev.steelyard.lb.core.metrics.JvmMetrics;
import dev.steelyard.lb.core.metrics.PrometheusText;
import dev.steelyard.lb.core.plugin.PluginReport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessApiTest {
    private final AdminFixture fixture = new AdminFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void statsAddUpTheWholeBalancer() throws IOException {
        fixture.extensions.results.put("srv2", ProbeResult.down(0, "connection refused"));
        fixture.pool("web", 8080, 8081).pool("api", 9090, 9091, 9092).pass("2S");
        AdminClient client = fixture.start().client();
        client.put("/api/v1/backend/srv3/state?pool=api", "{\"state\":\"draining\"}");
        fixture.requests.requestBytes().add(2048);
        fixture.requests.responseBytes().add(40960);
        Reply reply = client.get("/api/v1/stats");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(line("""
                        {"total_requests":0,"active_connections":7,"queued_requests":0,"requests_per_second":0.0,
                        "bytes_sent":40960,"bytes_received":2048,
                        "backend_health":{"healthy":2,"unhealthy":2,"total":5}}"""));
    }

    @Test
    void pluginsAreShownWithWhyTheyWereRejected() throws IOException {
        fixture.plugins.add(new PluginReport(
                "acme-geo",
                "2.1.0",
                "1.0",
                "stable",
                "plugins/acme-geo",
                false,
                List.of("acme-geo.jar", "geo.jar"),
                "ab12",
                "layer",
                PluginReport.LOADED,
                "",
                "",
                List.of("built for an older API"),
                Map.of("session affinity", List.of("geo")),
                List.of("algorithm geo-hash")));
        fixture.plugins.add(new PluginReport(
                "broken",
                "",
                "",
                "",
                "plugins/broken.jar",
                false,
                List.of("broken.jar"),
                "",
                "",
                PluginReport.REJECTED,
                "cannot be read",
                "copy it again",
                List.of(),
                Map.of(),
                List.of()));
        Reply reply = fixture.start().client().get("/api/v1/plugins");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(line("""
                        {"plugins":[
                        {"id":"acme-geo","version":"2.1.0","api_version":"1.0","stability":"stable",
                        "source":"plugins/acme-geo","built_in":false,"jars":["acme-geo.jar","geo.jar"],"sha256":"ab12",
                        "realm":"layer","status":"loaded","reason":null,"remedy":null,
                        "warnings":["built for an older API"],
                        "provides":{"session_affinity":["geo"]},"disabled_types":["algorithm geo-hash"]},
                        {"id":"broken","version":null,"api_version":null,"stability":null,
                        "source":"plugins/broken.jar","built_in":false,"jars":["broken.jar"],"sha256":null,
                        "realm":null,"status":"rejected","reason":"cannot be read","remedy":"copy it again",
                        "warnings":[],"provides":{},"disabled_types":[]}
                        ]}"""));
    }

    @Test
    void theProcessSaysThatItLives() throws IOException {
        fixture.ready = false;
        Reply reply = fixture.start().client().get("/health");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .isEqualTo("{\"status\":\"healthy\",\"version\":\"1.2.3\",\"pid\":"
                        + ProcessHandle.current().pid() + ",\"faults\":{}}\n");
    }

    @Test
    void whatIsWrongThoughItServesIsToldUntilItIsRight() throws IOException {
        fixture.start().faults.begin("data directory", "cannot be written");
        assertThat(fixture.client().get("/health").body())
                .contains("\"status\":\"degraded\"")
                .contains("\"faults\":{\"data directory\":\"cannot be written\"}");

        fixture.faults.end("data directory");
        assertThat(fixture.client().get("/health").body()).contains("\"status\":\"healthy\"");
    }

    @Test
    void readyIsWhoeverHasItsListenersBound() throws IOException {
        fixture.extensions.results.put("srv1", ProbeResult.down(0, "connection refused"));
        fixture.pool("web", 8080, 8081).pool("api").pass("1S");
        AdminClient client = fixture.start().client();
        String pools =
                "\"pools\":[{\"name\":\"web\",\"healthy\":1,\"total\":2},{\"name\":\"api\",\"healthy\":0,\"total\":0}]}\n";
        Reply ready = client.get("/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("{\"ready\":true," + pools);
        fixture.ready = false;
        Reply stopping = client.get("/ready");
        assertThat(stopping.status()).isEqualTo(503);
        assertThat(stopping.body()).isEqualTo("{\"ready\":false," + pools);
    }

    @Test
    void metricsAreThoseOfTheRegistry() throws IOException {
        JvmMetrics.register(fixture.registry);
        fixture.pool("web", 8080);
        fixture.serve("web", Outcome.Result.SERVER_ERROR, 503, "0.050S");
        Reply reply = fixture.start().client().get("/metrics");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo(PrometheusText.CONTENT_TYPE);
        assertThat(reply.body())
                .contains("# TYPE lb_upstream_requests_total counter\n")
                .contains("lb_upstream_requests_total{pool=\"web\",backend=\"srv1\",code=\"5xx\"} 1\n")
                .contains("lb_backend_state{pool=\"web\",backend=\"srv1\",state=\"healthy\"} 1\n")
                .contains("jvm_threads_current ");
    }
}
