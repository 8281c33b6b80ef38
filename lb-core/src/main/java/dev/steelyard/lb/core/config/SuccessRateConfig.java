package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * When a backend is taken out since fewer of its attempts succeed than of those of the others.
 *
 * @param factor so many deviations below the others; 0 for never
 * @param margin so much below the others at least: 0.1 for 89 % where they have 99 %
 * @param requests so many a backend must have had since the last look to be compared
 * @param interval from one look to the next
 */
public record SuccessRateConfig(
        @Default("0") @Min("0") @Max("100") double factor,
        @Default("0.1") @Min("0") @Max("1") double margin,
        @Default("100") @Min("10") @Max("1000000") int requests,
        @Default("10s") @Min("100ms") Duration interval) {}
