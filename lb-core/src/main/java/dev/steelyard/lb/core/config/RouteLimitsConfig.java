package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * How much of the balancer a route may take.
 *
 * @param maxInFlight requests at a time; above it 503; 0 for no limit
 * @param maxInFlightPerClient requests at a time of one client address, or one /64 of IPv6; above it 429; 0 for no limit
 */
public record RouteLimitsConfig(
        @Default("0") @Min("0") @Max("1000000") int maxInFlight,
        @Default("0") @Min("0") @Max("1000000") int maxInFlightPerClient) {

    public static final RouteLimitsConfig NONE = new RouteLimitsConfig(0, 0);

    /** Whether there is any limit. */
    public boolean areSet() {
        return maxInFlight > 0 || maxInFlightPerClient > 0;
    }
}
