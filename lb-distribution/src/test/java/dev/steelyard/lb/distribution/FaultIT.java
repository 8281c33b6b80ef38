package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.AdminApi;
import dev.steelyard.lb.distribution.fixture.BackendProcess;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What clients notice of backends in trouble: nothing, but for some time. */
class FaultIT {
    private static final String CONFIG = """
            listeners.web.bind = "127.0.0.1:0"
            admin.bind = "127.0.0.1:0"
            pools.web {
              # A hanging process still accepts connections, so a TCP check would take it for well.
              health { check { type = http, path = "/health" }, interval = 250ms, fast-interval = 100ms, timeout = 250ms }
              timeouts { first-byte = 250ms, total = 5s }
              retry.statuses = [ 503 ]
              backends = %s
            }
            """;

    private static RunningLb balancer(String backends) throws Exception {
        return RunningLb.start(Bundle.shared(), CONFIG.formatted(backends));
    }

    private static String member(BackendProcess backend) {
        return "{ id = %s, host = 127.0.0.1, port = %d }".formatted(backend.name(), backend.port());
    }

    @Test
    void aBackendThatHangsCostsNoGetAndIsSoonOut() throws Exception {
        try (BackendProcess a = BackendProcess.start("a");
                BackendProcess b = BackendProcess.start("b");
                BackendProcess c = BackendProcess.start("c");
                RunningLb balancer = balancer("[ %s, %s, %s ]".formatted(member(a), member(b), member(c)));
                Load load = Load.begin(balancer.url("web", "/"), 8)) {
            AdminApi api = balancer.api();
            load.awaitMore(500);

            b.hang();
            Duration out = api.awaitStatus("b", "unhealthy");
            load.awaitMore(500);
            b.goOn();
            api.awaitStatus("b", "healthy");
            load.awaitMore(500);

            assertThat(load.stop().errors()).isEmpty();
            // Five tries that hang at once take 250 ms; the rest is time to see it on a busy machine.
            assertThat(out).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aBackendThatAnswers503ToEverythingCostsNoGet() throws Exception {
        try (TestBackends backends = new TestBackends();
                RunningLb balancer = balancer(backends.config());
                Load load = Load.begin(balancer.url("web", "/"), 8)) {
            load.awaitMore(500);

            backends.get("b").setStatus(503);
            balancer.api().awaitStatus("b", "unhealthy");
            load.awaitMore(500);

            assertThat(load.stop().errors()).isEmpty();
        }
    }

    @Test
    void aBackendThatSlowsDownIsTakenOutByItsTimesThoughItFailsNothing() throws Exception {
        try (TestBackends backends = new TestBackends();
                RunningLb balancer = RunningLb.start(Bundle.shared(), """
                        listeners.web.bind = "127.0.0.1:0"
                        admin.bind = "127.0.0.1:0"
                        pools.web {
                          health.passive.slow { factor = 5, answers = 5 }
                          backends = %s
                        }
                        """.formatted(backends.config()));
                Load load = Load.begin(balancer.url("web", "/"), 24)) {
            load.awaitMore(500);

            backends.setDelays(0, 300, 0);
            balancer.awaitLog("backend web/b is unhealthy: 90 % of its answers take up to ");

            assertThat(load.stop().errors()).isEmpty();
        }
    }

    @Test
    void changesByTheApiCostNoGet() throws Exception {
        try (TestBackends backends = new TestBackends();
                RunningLb balancer = balancer(backends.config());
                Load load = Load.begin(balancer.url("web", "/"), 8)) {
            AdminApi api = balancer.api();
            String added = "{\"id\":\"d\",\"host\":\"localhost\",\"port\":"
                    + backends.get("a").port() + "}";
            for (int i = 0; i < 200; i++) {
                assertThat(api.send("POST", "/api/v1/backend/register", added).statusCode())
                        .isEqualTo(201);
                api.send("PUT", "/api/v1/backend/d/weight", "{\"weight\":" + (1 + i) + "}");
                api.send("PUT", "/api/v1/backend/b/state", "{\"state\":\"draining\"}");
                api.send("PUT", "/api/v1/backend/b/state", "{\"state\":\"healthy\"}");
                assertThat(api.send("DELETE", "/api/v1/backend/d", "").statusCode())
                        .isLessThan(300);
            }
            assertThat(load.stop().errors()).isEmpty();
        }
    }
}
