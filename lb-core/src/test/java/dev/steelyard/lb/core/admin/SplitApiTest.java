package dev.steelyard.lb.core.admin;

import static dev.steelyard.lb.core.admin.AdminClient.error;
import static dev.steelyard.lb.core.admin.AdminClient.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.SplitConfig;
import dev.steelyard.lb.core.routing.RouteMemory;
import dev.steelyard.lb.core.routing.SplitChanges;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplitApiTest {
    private static final String SPLIT = "/api/v1/route/shop/split";
    private static final String CANARY = "/api/v1/route/shop/canary/";

    private final AdminFixture fixture = new AdminFixture();
    private AdminClient client;

    @BeforeEach
    void start() throws IOException {
        addSplit("shop", "canary { pool = green, steps = [10, 100] }");
        addSplit("plain", "");
        client = fixture.start().client();
    }

    private void addSplit(String route, String canary) {
        SplitConfig config = ConfigFile.parse("test.conf", """
                        listeners.a.bind = "*:1"
                        pools { blue.backends = [], green.backends = [] }
                        routes = [ { split {
                          pools = [ { pool = blue, weight = 3 }, { pool = green, weight = 1 } ], sticky = client-address
                          %s
                        } } ]
                        """.formatted(canary))
                .routes()
                .get(0)
                .split()
                .orElseThrow();
        RouteMemory memory =
                new RouteMemory(fixture.context.clock(), fixture.context.nanoTime(), SplitChanges.FORGOTTEN);
        fixture.splits.put(route, memory.splitFor(route, config));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aSplitIsShownWithItsCanary() {
        String none = "{\"requests\":0,\"failed\":0,\"error_ratio\":0.0,\"p99_ms\":null}";
        assertThat(client.get(SPLIT).body()).isEqualTo(line("""
                        {"route":"shop","sticky":"client-address","pools":[
                        {"pool":"blue","weight":3,"percent":75.0,"figures":%1$s},
                        {"pool":"green","weight":1,"percent":25.0,"figures":%1$s}],
                        "canary":{"pool":"green","state":"waiting","step":0,"steps":[10,100],
                        "reason":"not started yet","since":"2030-01-01T00:00:00Z",
                        "stable":%1$s,"canary":%1$s}}""".formatted(none)));
    }

    @Test
    void weightsAreSwitchedTogether() {
        AdminClient.Reply reply = client.put(SPLIT, "{\"weights\":{\"blue\":0,\"green\":100}}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("{\"pool\":\"green\",\"weight\":100,\"percent\":100.0,");
        assertThat(fixture.log.lines()).anyMatch(line -> line.contains("route shop split {blue=0, green=100}"));
    }

    @Test
    void wrongWeightsChangeNothing() {
        assertRefused("{}", "required, but missing");
        assertRefused("{\"weights\":{\"blue\":1}}", "not one for each pool (expected: blue, green)");
        assertRefused("{\"weights\":{\"blue\":1,\"green\":null}}", "not one for each pool (expected: blue, green)");
        assertRefused("{\"weights\":{\"blue\":1,\"red\":1}}", "not one for each pool (expected: blue, green)");
        assertRefused("{\"weights\":{\"blue\":0,\"green\":0}}", "none is above 0 (expected: at least one)");
        assertRefused("{\"weights\":{\"blue\":0,\"green\":70000}}", "70000 (expected: 0..65535)");
        assertRefused("{\"weights\":7}", "7 (expected: an object of whole numbers)");
        assertThat(client.get(SPLIT).body()).contains("\"pool\":\"green\",\"weight\":1,");
    }

    private void assertRefused(String body, String message) {
        AdminClient.Reply reply = client.put(SPLIT, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).isEqualTo(error("weights", message));
    }

    @Test
    void aCanaryIsSteered() {
        assertThat(steer("start").body()).contains("\"percent\":10.0,", "\"state\":\"running\",\"step\":1,");
        assertThat(steer("pause").body()).contains("\"state\":\"paused\",");
        assertThat(client.put(SPLIT, "{\"weights\":{\"blue\":1,\"green\":1}}").status())
                .isEqualTo(409);
        assertThat(steer("abort").body()).contains("\"percent\":0.0,", "\"state\":\"rolled_back\",");
        assertThat(steer("pause").status()).isEqualTo(409);
        assertThat(steer("promote").body()).contains("\"percent\":100.0,", "\"state\":\"promoted\",");
        assertThat(fixture.log.lines()).anyMatch(line -> line.contains("canary of route shop promoted"));
    }

    private AdminClient.Reply steer(String wish) {
        return client.send(client.request("POST", CANARY + wish));
    }

    @Test
    void whatThereIsNotIsNotFound() {
        assertThat(client.get("/api/v1/route/shpo/split").body())
                .isEqualTo(error(null, "no route 'shpo' with a split; did you mean 'shop'?"));
        assertThat(client.send(client.request("POST", "/api/v1/route/plain/canary/start"))
                        .body())
                .isEqualTo(error(null, "the split of route 'plain' has no canary"));
    }
}
