package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.util.Optional;

/**
 * Which backends of a pool come into question before the algorithm picks one; holds for every algorithm.
 *
 * @param panicThreshold if a smaller part of the backends in service is healthy, all of them are used; 0 for never
 * @param tierMinimum if a smaller part of a tier of priority is healthy, the next tier is used beside it; 0 for only if none
 *     is
 * @param zone where the balancer is; backends of the same zone are preferred
 * @param zoneMinimum if a smaller part of the own zone is healthy, all zones are used
 * @param subset how many of those that are left this balancer uses
 * @param reportedWeight what backends may say of their own weight
 */
public record SelectionConfig(
        @Default("0") @Min("0") @Max("1") double panicThreshold,
        @Default("0") @Min("0") @Max("1") double tierMinimum,
        Optional<String> zone,
        @Default("0.7") @Min("0") @Max("1") double zoneMinimum,
        SubsetConfig subset,
        ReportedWeightConfig reportedWeight) {}
