package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * When new requests are refused to save those that are under way.
 *
 * @param maxRequests under way at a time; 0 for no limit
 * @param heap part of the heap that may be in use after a collection; 1 for no limit
 */
public record OverloadConfig(
        @Default("0") @Min("0") @Max("10000000") int maxRequests,
        @Default("0.95") @Min("0.5") @Max("1") double heap) {}
