package dev.steelyard.lb.algorithms.ringhash;

import dev.steelyard.lb.algorithms.hash.BoundedLoad;
import dev.steelyard.lb.algorithms.hash.HashKey;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * The keys of {@code ring-hash}.
 *
 * @param key the part of a request that decides
 * @param points on the ring for each unit of weight: ten make 1,000 for a backend of weight 100, as is the default, whose
 *     share is then off by about 3 % (1/√1000)
 * @param minimumRingSize points that the ring has at least, for small weights
 * @param boundedLoad how much more than its share a backend may have in flight
 */
record RingHashSettings(
        @Default("client-address") HashKey key,
        @Default("10") @Min("0.01") @Max("10000") double points,
        @Default("1024") @Min("1") @Max("1048576") int minimumRingSize,
        @Default("off") BoundedLoad boundedLoad) {}
