package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.error;
import static dev.steelyard.lb.core.admin.AdminClient.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.admin.AdminClient.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackendApiTest {
    private static final String REGISTER = "/api/v1/backend/register";
    private static final String LIST = "/api/v1/backend/list";

    private final AdminFixture fixture = new AdminFixture();

    private AdminClient start() throws IOException {
        return fixture.start().client();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aNewBackendIsShownAsItWasMade() throws IOException {
        AdminClient client = fixture.pool("web").start().client();
        Reply reply = client.post(REGISTER, """
                {"id":"srv9","host":"10.0.1.20","port":8080,"weight":150,"max_connections":500,\
                "health_check_path":"/health"}""");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.header("Location")).isEqualTo("/api/v1/backend/srv9?pool=web");
        assertThat(reply.body()).isEqualTo(line("""
                        {"id":"srv9","pool":"web","host":"10.0.1.20","port":8080,
                        "status":"healthy","status_reason":"not probed yet","status_since":"2030-01-01T00:00:00Z",
                        "current_connections":0,"total_requests":0,"failed_requests":0,
                        "weight":150,"max_connections":500,"limit":500,"health_check_path":"/health",
                        "priority":0,"zone":null,"share":1.0,"reported_weight":1.0,"passed_over":null,
                        "response_time_ms":{"p50":null,"p95":null,"p99":null}}"""));
        assertThat(client.get(reply.header("Location")).status()).isEqualTo(200);
    }

    @Test
    void aBackupIsShownAsPassedOverUntilItIsNeeded() throws IOException {
        AdminClient client = fixture.pool("web", 8080).start().client();
        Reply added = client.post(REGISTER, """
                {"id":"backup","host":"10.0.1.20","port":8080,"priority":1,"zone":"eu-1"}""");
        assertThat(added.body()).contains("""
                "priority":1,"zone":"eu-1","share":0.0,"reported_weight":1.0,"passed_over":"enough backends of a better priority are healthy",""");
        client.put("/api/v1/backend/srv1/state", "{\"state\":\"disabled\"}");
        assertThat(client.get("/api/v1/backend/backup").body())
                .contains("\"share\":1.0,\"reported_weight\":1.0,\"passed_over\":null,");
        assertThat(client.get("/api/v1/backend/srv1").body())
                .contains("\"passed_over\":\"the operator took it out of service, or is draining it\",");
    }

    @Test
    void aNewBackendGetsRequests() throws IOException {
        AdminClient client = fixture.pool("web").start().client();
        client.post(REGISTER, "{\"host\":\"10.0.1.20\",\"port\":8080}");
        fixture.serve("web", Outcome.Result.SUCCESS, 200, "0.010S");
        assertThat(client.get("/api/v1/backend/10.0.1.20:8080").body()).contains("\"total_requests\":1,");
    }

    @Test
    void onlyHostAndPortAreNeeded() throws IOException {
        Reply reply = fixture.pool("web").start().client().post(REGISTER, "{\"host\":\"::1\",\"port\":8080}");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body())
                .startsWith("{\"id\":\"[::1]:8080\",\"pool\":\"web\",\"host\":\"::1\",\"port\":8080,")
                .contains("\"weight\":100,\"max_connections\":10000,\"limit\":10000,\"health_check_path\":null,");
        assertThat(reply.header("Location")).isEqualTo("/api/v1/backend/%5B::1%5D:8080?pool=web");
        assertThat(fixture.client().get(reply.header("Location")).body()).startsWith("{\"id\":\"[::1]:8080\",");
    }

    @Test
    void theListShowsAllPoolsInTheirOrder() throws IOException {
        fixture.pool("web", 8080).pool("api", 9090, 9091);
        fixture.extensions.results.put("srv2", ProbeResult.down(0, "connection refused"));
        fixture.serve("web", Outcome.Result.SUCCESS, 200, "0.010S");
        fixture.serve("web", Outcome.Result.SERVER_ERROR, 503, "0.050S");
        fixture.pass("2S");
        Reply reply = start().get(LIST);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(line("""
                        {"backends":[
                        {"id":"srv1","pool":"web","host":"10.0.0.1","port":8080,
                        "status":"healthy","status_reason":"probe passed","status_since":"2030-01-01T00:00:00Z",
                        "current_connections":0,"total_requests":2,"failed_requests":1,
                        "weight":100,"max_connections":10000,"limit":10000,"health_check_path":null,
                        "priority":0,"zone":null,"share":1.0,"reported_weight":1.0,"passed_over":null,
                        "response_time_ms":{"p50":10.76,"p95":51.2,"p99":51.2}},
                        {"id":"srv1","pool":"api","host":"10.0.0.1","port":9090,
                        "status":"healthy","status_reason":"probe passed","status_since":"2030-01-01T00:00:00Z",
                        "current_connections":0,"total_requests":0,"failed_requests":0,
                        "weight":100,"max_connections":10000,"limit":10000,"health_check_path":null,
                        "priority":0,"zone":null,"share":1.0,"reported_weight":1.0,"passed_over":null,
                        "response_time_ms":{"p50":null,"p95":null,"p99":null}},
                        {"id":"srv2","pool":"api","host":"10.0.0.1","port":9091,
                        "status":"unhealthy","status_reason":"1 probe failed: connection refused",
                        "status_since":"2030-01-01T00:00:00.618033988Z",
                        "current_connections":0,"total_requests":0,"failed_requests":0,
                        "weight":100,"max_connections":10000,"limit":10000,"health_check_path":null,
                        "priority":0,"zone":null,"share":0.0,"reported_weight":1.0,"passed_over":"it is not healthy",
                        "response_time_ms":{"p50":null,"p95":null,"p99":null}}
                        ]}"""));
    }

    @Test
    void theListCanBeOfOnePool() throws IOException {
        AdminClient client = fixture.pool("web", 8080).pool("api", 9090).start().client();
        assertThat(client.get(LIST + "?pool=api").body())
                .contains("\"pool\":\"api\"")
                .doesNotContain("\"pool\":\"web\"");
    }

    @Test
    void oneBackendIsShownWithItsLastChecks() throws IOException {
        fixture.pool("web", 8080);
        fixture.pass("0.5S");
        fixture.extensions.results.put("srv1", ProbeResult.down(503, "status 503 (expected 200)"));
        fixture.pass("1S");
        Reply reply = start().get("/api/v1/backend/srv1");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(line("""
                        {"id":"srv1","pool":"web","host":"10.0.0.1","port":8080,
                        "status":"healthy","status_reason":"probe passed","status_since":"2030-01-01T00:00:00Z",
                        "current_connections":0,"total_requests":0,"failed_requests":0,
                        "weight":100,"max_connections":10000,"limit":10000,"health_check_path":null,
                        "priority":0,"zone":null,"share":1.0,"reported_weight":1.0,"passed_over":null,
                        "response_time_ms":{"p50":null,"p95":null,"p99":null},
                        "drain":null,
                        "last_checks":[
                        {"time":"2030-01-01T00:00:01Z","duration_ms":0.0,"result":"down","status_code":503,
                        "error":"status 503 (expected 200)"},
                        {"time":"2030-01-01T00:00:00Z","duration_ms":0.0,"result":"up","status_code":200,"error":null}
                        ]}"""));
    }

    @Test
    void aWeightIsChanged() throws IOException {
        AdminClient client = fixture.pool("web", 8080).start().client();
        Reply reply = client.put("/api/v1/backend/srv1/weight", "{\"weight\":150}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).startsWith("{\"id\":\"srv1\",").contains("\"weight\":150,");
        assertThat(fixture.pools.get("web").members().byId("srv1").weight()).isEqualTo(150);
    }

    @Test
    void aBackendIsDrainedDisabledAndLeftToItsChecksAgain() throws IOException {
        fixture.pool("web", 8080);
        fixture.pass("3S");
        AdminClient client = start();
        String path = "/api/v1/backend/srv1/state";
        assertThat(client.put(path, "{\"state\":\"draining\"}").body())
                .contains(
                        "\"status\":\"draining\",\"status_reason\":\"set by the operator\",\"status_since\":\"2030-01-01T00:00:03Z\"");
        assertThat(fixture.pools.get("web").hasEligible()).isFalse();
        assertThat(client.put(path, "{\"state\":\"disabled\"}").body()).contains("\"status\":\"disabled\"");
        Reply back = client.put(path, "{\"state\":\"healthy\"}");
        assertThat(back.status()).isEqualTo(200);
        assertThat(back.body()).contains("\"status\":\"healthy\",\"status_reason\":\"probe passed\"");
        assertThat(fixture.pools.get("web").hasEligible()).isTrue();
    }

    @Test
    void theWordHealthyMakesNoBackendHealthy() throws IOException {
        fixture.extensions.results.put("srv1", ProbeResult.down(0, "connection refused"));
        fixture.pool("web", 8080).pass("1S");
        Reply reply = start().put("/api/v1/backend/srv1/state", "{\"state\":\"healthy\"}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("\"status\":\"unhealthy\"");
    }

    @Test
    void aRemovedBackendIsShownForTheLastTime() throws IOException {
        AdminClient client = fixture.pool("web", 8080, 8081).start().client();
        Reply reply = client.delete("/api/v1/backend/srv2");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).startsWith("{\"id\":\"srv2\",\"pool\":\"web\",");
        assertThat(client.get("/api/v1/backend/srv2").status()).isEqualTo(404);
        assertThat(client.delete("/api/v1/backend/srv2").body())
                .isEqualTo(error(null, "no backend 'srv2'; did you mean 'srv1'?"));
        assertThat(client.get(LIST).body()).doesNotContain("srv2");
    }

    @Test
    void anIdOfSeveralPoolsNeedsThePool() throws IOException {
        AdminClient client = fixture.pool("web", 8080).pool("api", 9090).start().client();
        Reply refused = client.put("/api/v1/backend/srv1/weight", "{\"weight\":7}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .isEqualTo(error("pool", "several pools have a backend 'srv1': add ?pool= with one of api, web"));
        assertThat(client.put("/api/v1/backend/srv1/weight?pool=api", "{\"weight\":7}")
                        .body())
                .contains("\"weight\":7,");
        assertThat(fixture.pools.get("web").members().byId("srv1").weight()).isEqualTo(100);
        assertThat(client.delete("/api/v1/backend/srv1?pool=web").status()).isEqualTo(200);
        assertThat(client.get("/api/v1/backend/srv1").body()).contains("\"pool\":\"api\"");
    }

    @Test
    void ofManyAtOnceWithOneAddressExactlyOneIsAdded() throws Exception {
        AdminClient client = fixture.pool("web").start().client();
        int threads = 8;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String body = "{\"id\":\"racer" + i + "\",\"host\":\"10.0.1.20\",\"port\":8080}";
                replies.add(callers.submit(() -> {
                    barrier.await(10, TimeUnit.SECONDS);
                    return client.post(REGISTER, body);
                }));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Reply> reply : replies) {
                statuses.add(reply.get(10, TimeUnit.SECONDS).status());
            }
            assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
            assertThat(fixture.pools.get("web").backends()).hasSize(1);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void everyChangeIsLoggedWithWhoMadeIt() throws IOException {
        AdminClient client = fixture.pool("web").start().client();
        client.post(REGISTER, "{\"id\":\"srv9\",\"host\":\"10.0.1.20\",\"port\":8080}");
        client.put("/api/v1/backend/srv9/weight", "{\"weight\":150}");
        client.put("/api/v1/backend/srv9/state", "{\"state\":\"draining\"}");
        client.get(LIST);
        client.put("/api/v1/backend/srv9/weight", "{\"weight\":0}");
        client.delete("/api/v1/backend/srv9");
        assertThat(fixture.log.lines())
                .containsExactly(
                        "INFO admin 127.0.0.1: backend web/srv9 added: 10.0.1.20:8080, weight 100, max connections 10000",
                        "INFO admin 127.0.0.1: backend web/srv9 weight 150",
                        "INFO admin 127.0.0.1: backend web/srv9 state draining",
                        "INFO admin 127.0.0.1: backend web/srv9 removed");
    }
}
