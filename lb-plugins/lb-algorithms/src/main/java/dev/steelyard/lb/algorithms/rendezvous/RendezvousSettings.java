package dev.steelyard.lb.algorithms.rendezvous;

import dev.steelyard.lb.algorithms.hash.BoundedLoad;
import dev.steelyard.lb.algorithms.hash.HashKey;
import dev.steelyard.lb.api.settings.Default;

/**
 * The keys of {@code rendezvous}.
 *
 * @param key the part of a request that decides
 * @param boundedLoad how much more than its share a backend may have in flight
 */
record RendezvousSettings(
        @Default("client-address") HashKey key,
        @Default("off") BoundedLoad boundedLoad) {}
