package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * How requests wait while all backends of a pool are at their limits.
 *
 * @param size requests that may wait at a time; 0 for none
 * @param maxWait how long each may wait
 * @param target the same while there is overload: less, so that those who are served at all are served soon
 * @param interval if somebody waited all this time without a pause, there is overload
 */
public record QueueConfig(
        @Default("1000") @Min("0") @Max("1000000") int size,
        @Default("1s") @Min("1ms") Duration maxWait,
        @Default("50ms") @Min("1ms") Duration target,
        @Default("500ms") @Min("10ms") Duration interval) {}
