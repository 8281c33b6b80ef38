package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * How the number of requests that a backend gets at a time is found out from its times; never more than its max-connections.
 *
 * @param enabled whether it is
 * @param initial what it begins with
 * @param minimum below which it does not go
 * @param tolerance how many times as long as without load an answer may take before the limit sinks
 * @param interval from one look to the next
 */
public record AdaptiveLimitConfig(
        @Default("false") boolean enabled,
        @Default("20") @Min("1") @Max("1000000") int initial,
        @Default("2") @Min("1") @Max("1000000") int minimum,
        @Default("1.5") @Min("1") @Max("100") double tolerance,
        @Default("500ms") @Min("100ms") Duration interval) {}
