package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.error;
import static dev.steelyard.lb.core.admin.AdminClient.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.MatchConfig;
import dev.steelyard.lb.core.metrics.RouteMetrics;
import dev.steelyard.lb.core.routing.OnePool;
import dev.steelyard.lb.core.routing.Route;
import dev.steelyard.lb.core.routing.RouteMatch;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.routing.Share;
import dev.steelyard.lb.core.routing.TableUse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplainApiTest {
    private final AdminFixture fixture = new AdminFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private Route route(String pool, String path, String... methods) {
        MatchConfig match = new MatchConfig(Optional.empty(), Optional.of(path), List.of(methods), Map.of());
        return new Route(
                "to-" + pool,
                new RouteMatch(match),
                new OnePool(new Share(
                        fixture.pools.get(pool), new RouteMetrics(fixture.registry, "to-" + pool, pool), null)));
    }

    private AdminClient start() throws IOException {
        fixture.pool("api", 9090).pool("web", 8080, 8081);
        fixture.tables.put(
                "main", new RouteTable(List.of(route("api", "/api", "GET"), route("web", "/")), new TableUse()));
        return fixture.start().client();
    }

    @Test
    void theRouteThePoolTheStagesAndTheReasonAreTold() throws IOException {
        AdminClient client = start();
        client.put("/api/v1/backend/srv1/state?pool=web", "{\"state\":\"draining\"}");

        assertThat(client.get("/api/v1/explain?method=POST&host=H:80&path=/api/%2E/x%3Fa=1&client=192.0.2.7")
                        .body())
                .isEqualTo(line("""
                        {"listener":"main",
                        "request":{"method":"POST","host":"h","path":"/api/x","query":"a=1","client":"192.0.2.7"},
                        "routes":[
                        {"name":"to-api","pool":"api","mismatch":"method POST (expected: GET)"},
                        {"name":"to-web","pool":"web","mismatch":null}],
                        "route":"to-web","pool":"web","filters_not_run":0,
                        "selection":{"algorithm":"round-robin","pinned":null,"affinity_problem":null,"panic":false,
                        "stages":[{"stage":"admin-state",
                        "because":"the operator took it out of service, or is draining it","dropped":["srv1"]}],
                        "candidates":[{"id":"srv2","weight":100.0,"share":1.0,"current_connections":0,"full":false,
                        "score":null}]},
                        "choice":"srv2","reason":"it is the only one left"}"""));
    }

    @Test
    void whatComesOfARequestThatNobodyCanServeIsToldToo() throws IOException {
        fixture.pool("web");
        fixture.tables.put("main", new RouteTable(List.of(route("web", "/only")), new TableUse()));
        AdminClient client = fixture.start().client();

        assertThat(client.get("/api/v1/explain?path=/other").body())
                .contains("\"route\":null,\"pool\":null")
                .endsWith("\"choice\":null,\"reason\":\"no route holds: 404\"}\n")
                .contains("\"mismatch\":\"path '/other' (expected: /only)\"");
        assertThat(client.get("/api/v1/explain?path=/only").body())
                .endsWith("\"choice\":null,\"reason\":\"no backend is left: 503\"}\n");
    }

    @Test
    void ofSeveralListenersOneIsToBeNamed() throws IOException {
        start();
        fixture.tables.put("inner", new RouteTable(List.of(), new TableUse()));
        AdminClient client = fixture.client();

        assertThat(client.get("/api/v1/explain").body())
                .isEqualTo(error("listener", "required, as there is not just one (listeners: main, inner)"));
        assertThat(client.get("/api/v1/explain?listener=iner").body())
                .isEqualTo(error("listener", "no listener 'iner'; did you mean 'inner'? (listeners: main, inner)"));
        assertThat(client.get("/api/v1/explain?listener=inner").body()).contains("\"routes\":[],\"route\":null");
    }

    @Test
    void aRequestThatCannotBeIsRefused() throws IOException {
        AdminClient client = start();

        assertThat(client.get("/api/v1/explain?client=localhost").body())
                .isEqualTo(error("client", "'localhost' (expected: an IP address)"));
        assertThat(client.get("/api/v1/explain?path=/a/..%252f").body())
                .isEqualTo(error("path", "such a request is refused: the path has a dot segment in disguise"));
        assertThat(client.get("/api/v1/explain?header=X-A%3A1%0d%0aX-B%3A2").status())
                .isEqualTo(400);
        assertThat(client.get("/api/v1/explain?method=GET&method=PUT").body())
                .isEqualTo(error("method", "stands there 2 times (expected: once)"));
        assertThat(client.get("/api/v1/explain?pth=/").status()).isEqualTo(400);
    }
}
