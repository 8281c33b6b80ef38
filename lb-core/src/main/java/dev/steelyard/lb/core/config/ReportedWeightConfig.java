package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.Optional;

/**
 * What backends may say of their own weight.
 *
 * @param header of their answers that tells the part of its weight a backend wants, {@code 0..1} or {@code 0%..100%}; absent
 *     for not from answers. It does not go on to clients
 * @param minimum the least part of its weight that a backend can bring itself down to
 * @param interval from one look at what they said to the next; between two looks nothing changes
 * @param expiry how long an answer's word holds: after it a backend has its full weight again
 */
public record ReportedWeightConfig(
        Optional<String> header,
        @Default("0.05") @Min("0.01") @Max("1") double minimum,
        @Default("1s") @Min("100ms") @Max("1h") Duration interval,
        @Default("3m") @Min("1s") Duration expiry) {
    public ReportedWeightConfig {
        if (header.isPresent() && !header.get().matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new IllegalArgumentException("header: '" + header.get() + "' (expected: the name of a header)");
        }
    }
}
