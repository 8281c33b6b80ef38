package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.Optional;

/**
 * When a circuit breaker opens, and for how long.
 *
 * @param enabled whether there is one
 * @param window how long an attempt counts
 * @param requests so many attempts of the window must have ended for it to open
 * @param errorRatio the part of them that failed, or was answered with 500 or above, at which it opens
 * @param slow the time to the head of an answer above which it is slow; none is if absent
 * @param slowRatio the part of them that was slow at which it opens
 * @param open how long it is open before one request is let through; if that fails too, it stays open as long again
 */
public record BreakerConfig(
        @Default("false") boolean enabled,
        @Default("10s") @Min("1s") @Max("10m") Duration window,
        @Default("20") @Min("1") @Max("1000000") int requests,
        @Default("0.5") @Min("0.01") @Max("1") double errorRatio,
        @Min("1ms") Optional<Duration> slow,
        @Default("0.5") @Min("0.01") @Max("1") double slowRatio,
        @Default("5s") @Min("100ms") @Max("1h") Duration open) {}
