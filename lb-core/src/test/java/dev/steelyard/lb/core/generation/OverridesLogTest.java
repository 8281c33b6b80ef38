package dev.steelyard.lb.core.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.ConfigChange;
import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.Overrides;
import dev.steelyard.lb.core.config.OverridesFile;
import dev.steelyard.lb.core.config.SplitConfig;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.pool.AdminState;
import dev.steelyard.lb.core.routing.Canary;
import dev.steelyard.lb.core.routing.RouteMemory;
import dev.steelyard.lb.core.routing.SplitState;
import dev.steelyard.lb.testkit.FakeClock;
import dev.steelyard.lb.testkit.FakeScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverridesLogTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final LbConfig FILE = ConfigFile.parse("test.conf", """
            listeners.web.bind = "*:8080"
            pools.web.backends = [ { id = a, host = 10.0.0.1, port = 80 } ]
            """);
    private static final String WITH_SPLIT = """
            listeners.web.bind = "*:8080"
            pools { old.backends = [], new.backends = [] }
            routes = [ { name = shop, split {
              pools = [ { pool = old, weight = %d }, { pool = new, weight = 0 } ]
              canary { pool = new, steps = [10, 50, 100], interval = 60s }
            } } ]
            """;

    @TempDir
    Path directory;

    private final FakeScheduler timer = new FakeScheduler(new FakeClock());
    private final StandingFaults faults = new StandingFaults();

    private OverridesLog log(Path file) {
        return log(file, FILE);
    }

    private OverridesLog log(Path file, LbConfig config) {
        OverridesLog log = new OverridesLog(new OverridesFile(file), Runnable::run, timer, faults);
        log.read();
        log.under(config);
        return log;
    }

    private static LbConfig withSplit(int weight) {
        return ConfigFile.parse("test.conf", WITH_SPLIT.formatted(weight));
    }

    /** The split of a run that begins. */
    private static SplitState split(OverridesLog log, LbConfig config) {
        FakeClock clock = new FakeClock();
        SplitConfig split = config.routes().get(0).split().orElseThrow();
        return new RouteMemory(clock, clock::nanoTime, log).splitFor("shop", split);
    }

    @Test
    void whatWasChangedIsThereAfterARestart() {
        Path file = directory.resolve("changes.json");
        OverridesLog log = log(file);
        assertThat(file).doesNotExist();

        log.weightSet("web", "a", 7);
        log.stateSet("web", "a", AdminState.DRAINING);

        assertThat(log.awaitKept(SOON)).isTrue();
        assertThat(log(file).now()).isEqualTo(log.now()).isNotEqualTo(Overrides.NONE);
    }

    @Test
    void aSplitIsAsItWasAfterARestart() {
        Path file = directory.resolve("changes.json");
        OverridesLog log = log(file, withSplit(1));
        split(log, withSplit(1)).setWeights(Map.of("old", 30, "new", 70));

        OverridesLog next = log(file, withSplit(1));
        assertThat(split(next, withSplit(1)).weightByPool()).isEqualTo(Map.of("old", 30, "new", 70));
        assertThat(next.now().stateChanges())
                .extracting(ConfigChange::toString)
                .anyMatch(change -> change.contains("routes[shop].split.pools[new].weight"));
    }

    @Test
    void aCanaryGoesOnWhereItWasAfterARestart() {
        Path file = directory.resolve("changes.json");
        split(log(file, withSplit(1)), withSplit(1)).canary().orElseThrow().start();

        SplitState running = split(log(file, withSplit(1)), withSplit(1));
        Canary canary = running.canary().orElseThrow();
        assertThat(canary.status().state()).isEqualTo(Canary.State.RUNNING);
        assertThat(canary.status().step()).isEqualTo(1);
        assertThat(running.weightByPool()).isEqualTo(Map.of("old", 90, "new", 10));
        canary.abort();

        Canary.Status aborted = split(log(file, withSplit(1)), withSplit(1))
                .canary()
                .orElseThrow()
                .status();
        assertThat(aborted.state()).isEqualTo(Canary.State.ROLLED_BACK);
        assertThat(aborted.reason()).isEqualTo("aborted by the operator");
    }

    @Test
    void aSplitThatTheFileHasChangedMeanwhileIsAsTheFileSays() {
        Path file = directory.resolve("changes.json");
        split(log(file, withSplit(1)), withSplit(1)).setWeights(Map.of("old", 30, "new", 70));

        OverridesLog next = log(file, withSplit(2));
        assertThat(split(next, withSplit(2)).weightByPool()).isEqualTo(Map.of("old", 2, "new", 0));
        assertThat(next.now()).isEqualTo(Overrides.NONE);
    }

    @Test
    void whatCannotBeKeptHoldsAllTheSameAndIsKeptWhenItCanBe() throws IOException {
        Path blocked = Files.writeString(directory.resolve("data"), "a file where the directory should be");
        OverridesLog log = log(blocked.resolve("changes.json"));

        log.weightSet("web", "a", 7);

        assertThat(log.awaitKept(SOON)).isFalse();
        assertThat(log.now()).isNotEqualTo(Overrides.NONE);
        assertThat(faults.now()).containsKey("data directory");

        Files.delete(blocked);
        timer.advance(Duration.ofSeconds(5));

        assertThat(log.awaitKept(SOON)).isTrue();
        assertThat(faults.now()).isEmpty();
        assertThat(new OverridesFile(blocked.resolve("changes.json")).read()).isEqualTo(log.now());
    }

    @Test
    void aFileThatCannotBeReadIsPutAsideAndTold() throws IOException {
        Path file = Files.writeString(directory.resolve("changes.json"), "{ \"pools\" : ");

        OverridesLog log = log(file);

        assertThat(log.now()).isEqualTo(Overrides.NONE);
        assertThat(faults.now().get("changes of earlier runs")).contains("changes.json.broken");
        assertThat(directory.resolve("changes.json.broken")).exists();
        assertThat(file).doesNotExist();
    }

    @Test
    void ofManyChangesAtOnceTheLastIsKept() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            Path file = directory.resolve("changes.json");
            OverridesLog log = new OverridesLog(new OverridesFile(file), workers, timer, faults);
            log.under(FILE);
            for (int i = 1; i <= 300; i++) {
                log.weightSet("web", "a", i);
            }
            assertThat(log.awaitKept(SOON)).isTrue();
            assertThat(new OverridesFile(file).read()).isEqualTo(log.now());
            assertThat(log.version()).isEqualTo(300);
        } finally {
            workers.shutdownNow();
        }
    }
}
