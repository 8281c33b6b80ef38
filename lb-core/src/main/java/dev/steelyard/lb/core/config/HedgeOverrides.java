package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.Optional;

/**
 * What a route has in place of its pool's {@link HedgeConfig}, key by key.
 *
 * @param afterPercentile the pool's if absent, as the others
 */
public record HedgeOverrides(
        @Min("0") @Max("0.999") Optional<Double> afterPercentile,
        @Min("1ms") Optional<Duration> least,
        @Min("1") @Max("1000000") Optional<Integer> answers) {

    HedgeConfig over(HedgeConfig pool) {
        return new HedgeConfig(
                afterPercentile.orElse(pool.afterPercentile()),
                least.orElse(pool.least()),
                answers.orElse(pool.answers()));
    }
}
