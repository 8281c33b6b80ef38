package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.List;

/**
 * How a pool gets more and more of a route's requests, or none any more if it does worse than the other pool.
 *
 * @param pool the new one
 * @param steps percents of the requests, one after the other, the last 100; 1, 5, 25, 50 and 100 if empty
 * @param interval the least time of a step
 * @param minimumRequests so many the new pool must have got in a step before anything is decided
 * @param maxErrorRatio part of them that may fail
 * @param maxErrorExcess how much larger that part may be than the other pool's
 * @param maxP99Factor so many times as long as in the other pool 99 % of the answers may take; 0 for any time
 * @param leastP99 if they take less than this, they are never too slow
 */
public record CanaryConfig(
        String pool,
        List<Integer> steps,
        @Default("60s") @Min("100ms") Duration interval,

        @Default("100") @Min("1") @Max("1000000000") int minimumRequests,

        @Default("0.05") @Min("0") @Max("1") double maxErrorRatio,
        @Default("0.02") @Min("0") @Max("1") double maxErrorExcess,
        @Default("2") @Min("0") @Max("1000") double maxP99Factor,
        @Default("50ms") @Min("0s") Duration leastP99) {

    private static final List<Integer> USUAL_STEPS = List.of(1, 5, 25, 50, 100);

    public CanaryConfig {
        int before = 0;
        for (int step : steps) {
            if (step <= before || step > 100) {
                throw new IllegalArgumentException("steps: " + step + " (expected: 1..100, each above the one before)");
            }
            before = step;
        }
        if (before != 100 && !steps.isEmpty()) {
            throw new IllegalArgumentException("steps: the last is " + before + " (expected: 100)");
        }
    }

    /** The steps, or the usual ones. */
    public List<Integer> effectiveSteps() {
        return steps.isEmpty() ? USUAL_STEPS : steps;
    }
}
