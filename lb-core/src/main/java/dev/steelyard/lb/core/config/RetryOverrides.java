package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.ByteSize;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a route has in place of its pool's {@link RetryConfig}, key by key. The budget is no matter of a route: it guards the
 * pool's backends.
 *
 * @param attempts the pool's if absent, as the others
 * @param statuses the pool's if empty
 */
public record RetryOverrides(
        @Min("1") @Max("10") Optional<Integer> attempts,
        Optional<RetryConditions> on,
        List<Integer> statuses,
        Optional<Boolean> nonIdempotent,
        @Max("1MiB") Optional<ByteSize> replayBuffer,
        @Min("0s") @Max("10s") Optional<Duration> backOff,
        HedgeOverrides hedge) {

    /** All as the pool says. */
    public static final RetryOverrides NONE = new RetryOverrides(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new HedgeOverrides(Optional.empty(), Optional.empty(), Optional.empty()));

    public RetryOverrides {
        RetryConfig.checkStatuses(statuses);
    }

    /** The whole of it. */
    public RetryConfig over(RetryConfig pool) {
        return new RetryConfig(
                attempts.orElse(pool.attempts()),
                on.orElse(pool.on()),
                statuses.isEmpty() ? pool.statuses() : statuses,
                nonIdempotent.orElse(pool.nonIdempotent()),
                replayBuffer.orElse(pool.replayBuffer()),
                pool.budget(),
                pool.budgetMinimum(),
                backOff.orElse(pool.backOff()),
                hedge.over(pool.hedge()));
    }
}
