package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Load;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackends;
import dev.steelyard.lb.distribution.fixture.Waiting;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every algorithm that the bundle has, with every stage of selection: a stage holds whatever picks after it.
 *
 * <p>One pool and path for each pair, all in one balancer over three backends.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelectionMatrixIT {
    private static final int REQUESTS = 200;
    private static final String A = "{ id = a, host = 127.0.0.1, port = %1$d%4$s }";
    private static final String B = "{ id = b, host = 127.0.0.1, port = %2$d%4$s }";
    private static final String C = "{ id = c, host = 127.0.0.1, port = %3$d%4$s }";

    /** Stages by name, with what a pool of each says beside its algorithm. */
    private static final Map<String, String> STAGES = stages();

    private static Map<String, String> stages() {
        Map<String, String> stages = new LinkedHashMap<>();
        stages.put("admin", pool("", A, B, C));
        stages.put("health", pool("health { interval = 1s }", A, B, C).replace("%1$d", "1"));
        stages.put("panic", pool("""
                selection.panic-threshold = 0.5
                health.check { type = http, path = "/", expected-status = 418 }""", A, B, C));
        stages.put("tier", pool("", A, B, backup(C)));
        stages.put("zone", pool("selection { zone = near, zone-minimum = 0.5 }", near(A), B, C));
        stages.put("subset", pool("selection.subset { size = 2, instance = lb-1 }", A, B, C));
        stages.put("reported-weight", pool("""
                selection.reported-weight { header = X-Weight, minimum = 0.01, interval = 100ms }""", A, B, C));
        stages.put("slow-start", pool("slow-start { window = 1h, minimum = 0.01 }", A, B));
        return Collections.unmodifiableMap(stages);
    }

    private TestBackends backends;
    private RunningLb balancer;
    private List<String> algorithms;

    private static String pool(String options, String... members) {
        return options + "\nbackends = [" + String.join(", ", members) + "]";
    }

    private static String backup(String member) {
        return member.replace("%4$s", ", priority = 1");
    }

    private static String near(String member) {
        return member.replace("%4$s", ", zone = near");
    }

    @BeforeAll
    void start() throws Exception {
        backends = new TestBackends();
        backends.get("c").setAnswerHeader("X-Weight", "1%");
        algorithms = algorithmsOfTheBundle();
        balancer = RunningLb.start(Bundle.shared(), config());
        for (String algorithm : algorithms) {
            prepare(algorithm);
        }
    }

    @AfterAll
    void stop() throws Exception {
        balancer.close();
        backends.close();
    }

    private static List<String> algorithmsOfTheBundle() throws Exception {
        return Bundle.shared()
                .run("plugins")
                .out()
                .lines()
                .filter(line -> line.startsWith("  algorithm: "))
                .flatMap(line ->
                        Arrays.stream(line.substring("  algorithm: ".length()).split(", ")))
                .toList();
    }

    private String config() {
        StringBuilder routes = new StringBuilder();
        StringBuilder pools = new StringBuilder();
        for (String algorithm : algorithms) {
            STAGES.forEach((stage, text) -> {
                String name = algorithm + "-" + stage;
                routes.append("{ match.path = /%1$s, pool = %1$s }\n".formatted(name));
                String members = text.formatted(port("a"), port("b"), port("c"), "");
                pools.append("%s { algorithm = %s\n%s }\n".formatted(name, algorithm, members));
            });
        }
        return """
                listeners.web { bind = "127.0.0.1:0", trusted-proxies = ["127.0.0.1"] }
                admin.bind = "127.0.0.1:0"
                routes = [ %s ]
                pools { %s }
                """.formatted(routes, pools);
    }

    private int port(String backend) {
        return backends.get(backend).port();
    }

    private void prepare(String algorithm) {
        balancer.api().send("PUT", "/api/v1/backend/a/state?pool=" + algorithm + "-admin", "{\"state\":\"disabled\"}");
        balancer.api().send("POST", "/api/v1/backend/register", """
                {"pool": "%s-slow-start", "id": "c", "host": "127.0.0.1", "port": %d}""".formatted(algorithm, port("c")));
        awaitVerdicts(algorithm + "-health", 1);
        awaitVerdicts(algorithm + "-panic", 3);
    }

    private void awaitVerdicts(String pool, int unhealthy) {
        Waiting.until(
                "the probes of " + pool + " have failed",
                Duration.ofSeconds(20),
                () -> unhealthyOf(pool) == unhealthy,
                () -> balancer.api().get("/api/v1/backend/list?pool=" + pool).toString());
    }

    private long unhealthyOf(String pool) {
        return balancer.api()
                .get("/api/v1/backend/list?pool=" + pool)
                .get("backends")
                .valueStream()
                .filter(backend -> backend.get("status").asString().equals("unhealthy"))
                .count();
    }

    private String[] subsetOf(String pool) {
        String[] used = balancer.api()
                .get("/api/v1/backend/list?pool=" + pool)
                .get("backends")
                .valueStream()
                .filter(backend -> backend.get("share").asDouble() > 0)
                .map(backend -> backend.get("id").asString())
                .toArray(String[]::new);
        assertThat(used).hasSize(2);
        return used;
    }

    private void awaitReport(String pool) {
        String path = "/api/v1/backend/c?pool=" + pool;
        Waiting.until(
                "what c says is in force in " + pool,
                Duration.ofSeconds(10),
                () -> balancer.api().get(path).get("reported_weight").asDouble() == 0.01,
                () -> balancer.api().get(path).toString());
    }

    Stream<String> algorithms() {
        return algorithms.stream();
    }

    private Load.Result load(String algorithm, String stage) throws InterruptedException {
        Load.Result result = Load.run(
                balancer.url("web", "/" + algorithm + "-" + stage),
                REQUESTS,
                4,
                i -> "X-Forwarded-For: 10.1.%d.%d\r\n".formatted(i / 250, i % 250));
        assertThat(result.errors()).as("of %s", stage).isEmpty();
        return result;
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyStageHoldsBeforeIt(String algorithm) throws Exception {
        assertThat(load(algorithm, "admin").answers()).as("a is disabled").containsOnlyKeys("b", "c");
        assertThat(load(algorithm, "health").answers()).as("a is unhealthy").containsOnlyKeys("b", "c");
        assertThat(load(algorithm, "panic").answers()).as("all are unhealthy").containsOnlyKeys("a", "b", "c");
        assertThat(load(algorithm, "tier").answers()).as("c is a backup").containsOnlyKeys("a", "b");
        assertThat(load(algorithm, "zone").answers()).as("a alone is near").containsOnlyKeys("a");
        assertThat(load(algorithm, "subset").answers())
                .as("two of three are used")
                .containsOnlyKeys(subsetOf(algorithm + "-subset"));
        load(algorithm, "reported-weight");
        awaitReport(algorithm + "-reported-weight");
        Load.Result reported = load(algorithm, "reported-weight");
        assertThat(reported.of("c")).as("c asks for a hundredth: %s", reported).isLessThan(REQUESTS / 10);
        Load.Result started = load(algorithm, "slow-start");
        assertThat(started.of("c"))
                .as("c has a hundredth of a share: %s", started)
                .isLessThan(REQUESTS / 10);
    }
}
