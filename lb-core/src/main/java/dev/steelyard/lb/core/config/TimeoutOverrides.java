package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.Optional;

/**
 * What a route has in place of its pool's {@link TimeoutsConfig}, key by key.
 *
 * @param tunnel the pool's if absent
 * @param firstByte the pool's if absent
 * @param total the pool's if absent
 */
public record TimeoutOverrides(
        @Min("1s") Optional<Duration> tunnel,
        @Min("10ms") Optional<Duration> firstByte,
        @Min("10ms") Optional<Duration> total) {
    /** All as the pool says. */
    public static final TimeoutOverrides NONE =
            new TimeoutOverrides(Optional.empty(), Optional.empty(), Optional.empty());

    /** The whole of it. */
    public TimeoutsConfig over(TimeoutsConfig pool) {
        return new TimeoutsConfig(
                pool.connect(),
                pool.response(),
                pool.keepAlive(),
                tunnel.orElse(pool.tunnel()),
                firstByte.or(pool::firstByte),
                total.or(pool::total));
    }
}
