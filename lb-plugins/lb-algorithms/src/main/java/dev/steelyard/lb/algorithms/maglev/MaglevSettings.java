package dev.steelyard.lb.algorithms.maglev;

import dev.steelyard.lb.algorithms.hash.BoundedLoad;
import dev.steelyard.lb.algorithms.hash.HashKey;
import dev.steelyard.lb.algorithms.hash.MaglevTable;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * The keys of {@code maglev}.
 *
 * @param key the part of a request that decides
 * @param tableSize slots that keys are hashed to; a prime, at least 100 times the number of backends for shares within 1 %
 *     of the weights
 * @param boundedLoad how much more than its share a backend may have in flight
 */
record MaglevSettings(
        @Default("client-address") HashKey key,
        @Default("65537") @Min("251") @Max("5000011") int tableSize,
        @Default("off") BoundedLoad boundedLoad) {

    MaglevSettings {
        MaglevTable.checkSize(tableSize);
    }
}
