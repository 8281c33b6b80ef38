package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the algorithm, a backend whose circuit breaker is open gets nothing, and no client sees why it opened. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BreakerMatrixIT {
    private static final String POOL = """
            %1$s {
              algorithm = %1$s
              circuit-breaker.backend { enabled = true, window = 10m, requests = 1, error-ratio = 1, open = 1h }
              health { interval = 1h, passive.enabled = false }
              retry { statuses = [500], budget-minimum = 1000 }
              backends = [ { id = failing, host = 127.0.0.1, port = %2$d }, { id = good, host = 127.0.0.1, port = %3$d } ]
            }
            """;

    private final TestBackend failing = TestBackend.start("failing");
    private final TestBackend good = TestBackend.start("good");
    private RunningLb balancer;
    private List<String> algorithms;

    @BeforeAll
    void start() throws Exception {
        failing.setStatus(500);
        algorithms = Bundle.shared()
                .run("plugins")
                .out()
                .lines()
                .filter(line -> line.startsWith("  algorithm: "))
                .flatMap(line ->
                        Arrays.stream(line.substring("  algorithm: ".length()).split(", ")))
                .toList();
        balancer = RunningLb.start(
                Bundle.shared(), """
                listeners.web { bind = "127.0.0.1:0", trusted-proxies = ["127.0.0.1"] }
                admin.bind = "127.0.0.1:0"
                routes = [ %s ]
                pools { %s }
                """.formatted(each("{ match.path = /%1$s, pool = %1$s }\n"), each(POOL)));
    }

    private String each(String text) {
        return algorithms.stream()
                .map(algorithm -> text.formatted(algorithm, failing.port(), good.port()))
                .collect(Collectors.joining());
    }

    @AfterAll
    void stop() {
        balancer.close();
        failing.close();
        good.close();
    }

    List<String> algorithms() {
        return algorithms;
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void itsBackendIsPassedOver(String algorithm) throws Exception {
        int before = failing.requests();
        load(algorithm); // one client at a time: its first error opens the breaker
        Waiting.until(
                "the breaker holds",
                () -> balancer.api()
                        .get("/api/v1/backend/list?pool=" + algorithm)
                        .toString()
                        .contains("its circuit breaker is open"));
        int opened = failing.requests();
        load(algorithm);

        // Opened by one; who picks before the next snapshot is built, a moment later, may still find it.
        assertThat(opened - before).isBetween(1, 3);
        assertThat(failing.requests()).isEqualTo(opened);
    }

    private void load(String algorithm) throws InterruptedException {
        Load.Result result = Load.run(
                balancer.url("web", "/" + algorithm), 100, 1, i -> "X-Forwarded-For: 10.1.0.%d\r\n".formatted(i));
        assertThat(result.errors()).isEmpty();
        assertThat(result.answers()).containsOnlyKeys("good");
    }
}
