package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;

/**
 * What browsers are told to do from now on: come in TLS only (RFC 6797).
 *
 * @param maxAge how long they shall remember; 0 to have them forget
 * @param includeSubdomains whether that holds for every name below too
 * @param preload whether browsers may have it built in
 */
public record HstsConfig(
        @Min("0s") Duration maxAge,
        @Default("false") boolean includeSubdomains,
        @Default("false") boolean preload) {
    private static final Duration LEAST_FOR_PRELOAD = Duration.ofDays(365); // hstspreload.org

    public HstsConfig {
        if (preload && (!includeSubdomains || maxAge.compareTo(LEAST_FOR_PRELOAD) < 0)) {
            throw new IllegalArgumentException(
                    "preload: not taken by browsers so (expected: include-subdomains = true and max-age of at least 365d)");
        }
    }

    /** The value of the header. */
    public String header() {
        return "max-age=" + maxAge.toSeconds() + (includeSubdomains ? "; includeSubDomains" : "")
                + (preload ? "; preload" : "");
    }
}
