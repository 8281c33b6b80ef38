package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.ByteSize;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;

/**
 * What a client may ask of a listener.
 *
 * @param maxHeaderSize request line and headers together; above it 431
 * @param maxUriSize path and query together; above it 414
 * @param maxBodySize request body; above it 413
 * @param minBodyRate bytes a second of a request body that HTTP/1 clients have to send on average; 408 below it; 0 for any
 * @param maxConnections open client connections; further ones wait in the kernel's queue
 */
public record LimitsConfig(
        @Default("16KiB") @Min("1KiB") @Max("1MiB") ByteSize maxHeaderSize,
        @Default("8KiB") @Min("64B") @Max("1MiB") ByteSize maxUriSize,
        @Default("unlimited") ByteSize maxBodySize,
        @Default("240B") ByteSize minBodyRate,
        @Default("100000") @Min("1") int maxConnections) {

    public LimitsConfig {
        if (maxUriSize.compareTo(maxHeaderSize) >= 0) {
            throw new IllegalArgumentException(
                    "max-uri-size: " + maxUriSize + " (expected: less than max-header-size, " + maxHeaderSize + ")");
        }
    }
}
