package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.core.config.CanaryConfig;
import java.util.Locale;

/**
 * Says whether the new pool of a canary does too badly, alone or against the other pool. Immutable.
 *
 * @param config the bounds
 */
record CanaryGuard(CanaryConfig config) {

    boolean isEnough(Figures.Counts counts) {
        return counts.requests() >= config.minimumRequests();
    }

    /**
     * What is wrong with the new pool, or {@code null}.
     *
     * @param fresh what the new pool did
     * @param stable what the other did; {@code null} if too little to compare with
     */
    String fault(Figures.Counts fresh, Figures.Counts stable) {
        if (!isEnough(fresh)) {
            return null;
        }
        if (fresh.errorRatio() > config.maxErrorRatio()) {
            return "%s of its requests failed (at most %s may)"
                    .formatted(percent(fresh.errorRatio()), percent(config.maxErrorRatio()));
        }
        if (stable == null) {
            return null;
        }
        if (fresh.errorRatio() - stable.errorRatio() > config.maxErrorExcess()) {
            return "%s of its requests failed, and %s of the other pool's"
                    .formatted(percent(fresh.errorRatio()), percent(stable.errorRatio()));
        }
        return isTooSlow(fresh, stable)
                ? "99 %% of its answers take up to %s ms, and up to %s ms in the other pool"
                        .formatted(millis(fresh.p99Nanos()), millis(stable.p99Nanos()))
                : null;
    }

    private boolean isTooSlow(Figures.Counts fresh, Figures.Counts stable) {
        return config.maxP99Factor() > 0
                && fresh.p99Nanos() >= config.leastP99().toNanos()
                && fresh.p99Nanos() > config.maxP99Factor() * stable.p99Nanos();
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }
}
