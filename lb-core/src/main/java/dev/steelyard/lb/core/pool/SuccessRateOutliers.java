package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.HealthConfig.PassiveConfig;
import dev.steelyard.lb.core.config.SuccessRateConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Takes out backends of whose attempts fewer succeed than of those of the others: limits on errors know no difference between
 * a backend that is ill and a pool all of whose backends fail at times.
 *
 * <p>Each is compared with the others ({@link Deviation}). What chance alone does to a share of so many requests is allowed
 * for too, since others that are all alike have no spread: the standard error of a binomial share. On the timer's thread.
 */
final class SuccessRateOutliers implements AutoCloseable {
    private final Supplier<PassiveConfig> passive;
    private final Supplier<Collection<LiveBackend>> members;
    private final Recurring looks;
    private Map<LiveBackend, Counts> before = new HashMap<>();

    private record Counts(long requests, long errors) {
        Counts since(Counts last) {
            return last == null ? this : new Counts(requests - last.requests, errors - last.errors);
        }

        double rate() {
            return Math.max(0, 1 - (double) errors / requests); // the two are read one after the other
        }
    }

    SuccessRateOutliers(
            Supplier<PassiveConfig> passive,
            Supplier<Collection<LiveBackend>> members,
            ScheduledExecutorService timer) {
        this.passive = passive;
        this.members = members;
        this.looks = new Recurring(timer, () -> passive.get().successRate().interval(), this::look);
    }

    void start() {
        looks.start();
    }

    private void look() {
        SuccessRateConfig limits = passive.get().successRate();
        if (!passive.get().enabled() || limits.factor() == 0) {
            before = new HashMap<>();
            return;
        }
        Map<LiveBackend, Counts> counts = counts(limits);
        Map<LiveBackend, Double> rates = new HashMap<>();
        counts.forEach((backend, count) -> rates.put(backend, count.rate()));
        rates.forEach(
                (backend, rate) -> judge(limits, backend, counts.get(backend), Deviation.ofOthers(rates, backend)));
    }

    /** Of those that had enough requests since the last look to tell. */
    private Map<LiveBackend, Counts> counts(SuccessRateConfig limits) {
        Map<LiveBackend, Counts> now = new HashMap<>();
        Map<LiveBackend, Counts> since = new HashMap<>();
        for (LiveBackend backend : members.get()) {
            Counts all =
                    new Counts(backend.metrics().requests(), backend.metrics().errors());
            Counts last = before.get(backend);
            now.put(backend, all);
            Counts count = all.since(last);
            if (backend.health().status().healthy() && count.requests() >= limits.requests()) {
                since.put(backend, count);
            }
        }
        before = now;
        return since;
    }

    private static void judge(SuccessRateConfig limits, LiveBackend backend, Counts count, Deviation others) {
        double byChance = Math.sqrt(others.median() * (1 - others.median()) / count.requests());
        double allowed = Math.max(limits.margin(), limits.factor() * Math.max(others.spread(), byChance));
        if (count.rate() < others.median() - allowed) {
            backend.health()
                    .eject("%.1f %% of its requests succeed, of those of the others %.1f %%"
                            .formatted(count.rate() * 100, others.median() * 100));
        }
    }

    @Override
    public void close() {
        looks.close();
    }
}
