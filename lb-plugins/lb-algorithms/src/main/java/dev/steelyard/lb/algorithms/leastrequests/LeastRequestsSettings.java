package dev.steelyard.lb.algorithms.leastrequests;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * The keys of {@code least-requests}.
 *
 * @param choices backends that are looked at
 * @param activeRequestBias how much requests in flight count against weights: at 1 backends fill up in the ratio of their
 *     weights, above it more evenly, below it the heavy ones more
 */
record LeastRequestsSettings(
        @Default("2") @Min("2") @Max("8") int choices,
        @Default("1.0") @Min("0.1") @Max("10") double activeRequestBias) {}
