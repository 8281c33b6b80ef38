package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * When a backend is taken out since the heads of its answers take much longer than those of the others.
 *
 * @param factor so many times as long; 0 for never
 * @param percentile which of its answers are compared: 0.9 for the time that nine of ten do not exceed
 * @param least answers that take less than this are never too slow
 * @param answers so many a backend must have given since the last look to be compared
 * @param interval from one look to the next
 */
public record SlowOutlierConfig(
        @Default("0") @Min("0") @Max("1000") double factor,
        @Default("0.9") @Min("0.1") @Max("1") double percentile,
        @Default("100ms") @Min("1ms") Duration least,
        @Default("10") @Min("1") @Max("100000") int answers,
        @Default("1s") @Min("100ms") Duration interval) {}
