package dev.steelyard.lb.algorithms.peakewma;

import dev.steelyard.lb.algorithms.answer.Measure;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * The keys of {@code peak-ewma}.
 *
 * @param choices backends that are looked at
 * @param decayTime how fast the past is forgotten: after it an old time counts 1/e, 37 %
 * @param measure what counts as the answer
 * @param failurePenalty what a failed attempt counts as, at least
 */
record PeakEwmaSettings(
        @Default("2") @Min("2") @Max("8") int choices,
        @Default("10s") @Min("100ms") @Max("1h") Duration decayTime,
        @Default("first-byte") Measure measure,
        @Default("1s") @Min("0s") @Max("1h") Duration failurePenalty) {}
