package dev.steelyard.lb.algorithms.iphash;

import dev.steelyard.lb.algorithms.hash.MaglevTable;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * The keys of {@code ip-hash}.
 *
 * @param tableSize slots that clients are hashed to; a prime, at least 100 times the number of backends for shares within
 *     1 % of the weights
 */
record IpHashSettings(
        @Default("65537") @Min("251") @Max("5000011") int tableSize) {

    IpHashSettings {
        MaglevTable.checkSize(tableSize);
    }
}
