package dev.steelyard.lb.algorithms.leastresponsetime;

import dev.steelyard.lb.algorithms.answer.Measure;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * The keys of {@code least-response-time}.
 *
 * @param window answers of a backend that its average is taken over
 * @param exploration part of all picks made by weight alone, so that a backend that was slow is tried again
 * @param measure what counts as the answer
 * @param failurePenalty what a failed attempt counts as, at least: refusing everything at once must not look fast
 */
record LeastResponseTimeSettings(
        @Default("100") @Min("1") @Max("10000") int window,
        @Default("0.05") @Min("0.001") @Max("1") double exploration,
        @Default("first-byte") Measure measure,
        @Default("1s") @Min("0s") @Max("1h") Duration failurePenalty) {}
