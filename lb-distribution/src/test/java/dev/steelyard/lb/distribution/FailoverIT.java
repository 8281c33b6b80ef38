package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.AdminApi;
import dev.steelyard.lb.distribution.fixture.BackendProcess;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Jdk;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailoverIT {
    private static final String CONFIG = """
            listeners.web.bind = "127.0.0.1:0"
            admin.bind = "127.0.0.1:0"
            pools.web {
              algorithm = round-robin
              health { interval = 500ms, fast-interval = 100ms, timeout = 500ms, unhealthy-threshold = 3, healthy-threshold = 2%s }
              backends = [ %s, %s, %s ]
            }
            """;

    @ParameterizedTest
    @MethodSource("dev.steelyard.lb.distribution.fixture.Jdk#tested")
    void aBackendThatDiesUnderLoadCostsNoGetAndComesBack(Jdk jdk) throws Exception {
        try (BackendProcess a = BackendProcess.start("a");
                BackendProcess b = BackendProcess.start("b");
                BackendProcess c = BackendProcess.start("c");
                RunningLb balancer = RunningLb.start(Bundle.shared(), jdk, config("", a, b, c), Map.of());
                Load load = Load.begin(balancer.url("web", "/"), 8)) {
            AdminApi api = balancer.api();
            load.awaitMore(500);

            b.kill();
            Duration out = api.awaitStatus("b", "unhealthy");
            load.awaitMore(500);
            b.restart();
            api.awaitStatus("b", "healthy");
            load.awaitMore(500);

            Load.Result result = load.stop();
            assertThat(result.errors()).isEmpty();
            assertThat(result.of("b")).isPositive();
            // Three probes that take as long as the fast interval, after one interval with its jitter; and time to see
            // it.
            assertThat(out).isLessThan(Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.steelyard.lb.distribution.fixture.Jdk#tested")
    void probesAloneTakeADeadBackendOutWhereErrorsOfTrafficDoNotCount(Jdk jdk) throws Exception {
        try (BackendProcess a = BackendProcess.start("a");
                BackendProcess b = BackendProcess.start("b");
                BackendProcess c = BackendProcess.start("c");
                RunningLb balancer =
                        RunningLb.start(Bundle.shared(), jdk, config(", passive.enabled = false", a, b, c), Map.of())) {
            b.kill();
            Duration out = balancer.api().awaitStatus("b", "unhealthy");

            assertThat(out).isLessThan(Duration.ofSeconds(2));
            assertThat(Load.run(balancer.url("web", "/"), 300, 4).answers()).containsOnlyKeys("a", "c");
        }
    }

    private static String config(String more, BackendProcess... backends) {
        return CONFIG.formatted(more, backend(backends[0]), backend(backends[1]), backend(backends[2]));
    }

    private static String backend(BackendProcess backend) {
        return "{ id = %s, host = 127.0.0.1, port = %d }".formatted(backend.name(), backend.port());
    }
}
