package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.ByteSize;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * A pool that gets copies of a part of a route's requests, and whose answers nobody sees.
 *
 * @param pool the pool's name
 * @param share the part of the requests that is copied
 * @param maxInFlight copies under way at a time; further ones are not made
 * @param maxBody requests with longer bodies are not copied
 */
public record MirrorConfig(
        String pool,
        @Default("0.1") @Min("0") @Max("1") double share,
        @Default("100") @Min("1") @Max("100000") int maxInFlight,
        @Default("64KiB") ByteSize maxBody) {

    public MirrorConfig {
        if (maxBody.bytes() > 16 * 1024 * 1024) {
            throw new IllegalArgumentException("max-body: " + maxBody + " (expected: at most 16MiB)");
        }
    }
}
