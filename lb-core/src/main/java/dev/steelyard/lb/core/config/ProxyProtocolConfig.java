package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.List;

/**
 * Which peers of a listener say in a header of the PROXY protocol, version 1 or 2, whose connection they pass on.
 *
 * @param from they must send a header; all others are clients themselves
 * @param timeout how long the header may take
 */
public record ProxyProtocolConfig(
        List<AddressRange> from,
        @Default("5s") @Min("100ms") @Max("1m") Duration timeout) {

    public ProxyProtocolConfig {
        if (from.isEmpty()) {
            throw new IllegalArgumentException(
                    "from: required, but missing (expected: the networks of your proxies, e.g. [ \"10.0.0.0/8\" ])");
        }
    }
}
