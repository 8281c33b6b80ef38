package dev.steelyard.lb.core.health;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.config.HealthConfig;
import dev.steelyard.lb.core.config.SlowOutlierConfig;
import dev.steelyard.lb.core.config.SuccessRateConfig;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeClock;
import dev.steelyard.lb.testkit.FakeScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A health table whose time is the test's, and which writes down what it says. */
final class HealthFixture {
    final FakeClock clock = new FakeClock();
    final FakeScheduler timer = new FakeScheduler(clock);

    /** {@code "b0 up: 2 probes passed"}, {@code "b0 down by traffic: 5 errors in a row, last: reset"}. */
    final List<String> changes = new CopyOnWriteArrayList<>();

    final HealthTable table;

    HealthFixture(HealthConfig policy) {
        table = new HealthTable(policy, clock, clock::nanoTime, new Recorder());
    }

    static final SuccessRateConfig NEVER_FAILING = new SuccessRateConfig(0, 0.1, 100, Duration.ofSeconds(10));
    static final SlowOutlierConfig NEVER_SLOW =
            new SlowOutlierConfig(0, 0.9, Duration.ofMillis(100), 10, Duration.ofSeconds(1));

    /** Interval 5 s, fast 1 s, timeout 2 s, thresholds 3 and 2, no jitter, 10 errors in 60 s or 5 in a row. */
    static HealthConfig policy() {
        return policy(0, 10, 5);
    }

    static HealthConfig policy(double jitter, int errors, int consecutive) {
        return policy(Duration.ofSeconds(5), jitter, true, errors, consecutive);
    }

    static HealthConfig policy(Duration interval, double jitter, boolean passive, int errors, int consecutive) {
        return policy(
                interval,
                jitter,
                new HealthConfig.PassiveConfig(
                        passive,
                        errors,
                        Duration.ofSeconds(60),
                        consecutive,
                        1,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(300),
                        HealthFixture.NEVER_SLOW,
                        HealthFixture.NEVER_FAILING));
    }

    static HealthConfig policy(Duration interval, double jitter, HealthConfig.PassiveConfig passive) {
        return new HealthConfig(
                Optional.empty(), interval, Duration.ofSeconds(1), Duration.ofSeconds(2), 3, 2, jitter, passive);
    }

    BackendHealth add(String id) {
        return table.add(FakeBackend.of(id));
    }

    /** A backend whose first probe has passed. */
    BackendHealth addProbed(String id) {
        BackendHealth health = add(id);
        probe(health, ProbeResult.up(200), 1);
        return health;
    }

    void pass(BackendHealth health, int times) {
        probe(health, ProbeResult.up(200), times);
    }

    void fail(BackendHealth health, int times) {
        probe(health, ProbeResult.down(503, "status 503"), times);
    }

    void probe(BackendHealth health, ProbeResult result, int times) {
        for (int i = 0; i < times; i++) {
            table.onProbe(health, new ProbeRecord(clock.instant(), Duration.ofMillis(1), result));
        }
    }

    static void outcomes(BackendHealth health, Result result, int times) {
        for (int i = 0; i < times; i++) {
            health.onOutcome(new Outcome(result, result == Result.SERVER_ERROR ? 502 : 0, -1, 1_000));
        }
    }

    private final class Recorder implements HealthListener {
        @Override
        public void onProbe(Backend backend, ProbeRecord probe) {}

        @Override
        public void onChange(Backend backend, HealthStatus before, HealthStatus after, boolean byTraffic) {
            String verdict = after.healthy() ? after.capacity() < 1 ? " at " + after.capacity() : " up" : " down";
            changes.add(backend.id() + verdict + (byTraffic ? " by traffic: " : ": ") + after.reason());
        }
    }
}
