package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.util.List;

/**
 * Sends clients that come in plain text to the same address in TLS; may be written as {@code redirect-to-https = on}.
 *
 * @param enabled whether they are
 * @param port where TLS is spoken, as clients see it
 * @param status 301, 302, 307 or 308; the latter two keep method and body
 * @param except prefixes of paths that are served in plain text all the same
 */
public record HttpsRedirectConfig(
        @Default("true") boolean enabled,
        @Default("443") @Min("1") @Max("65535") int port,
        @Default("308") int status,
        List<String> except) {
    private static final int DEFAULT_PORT = 443; // of the scheme
    private static final List<Integer> STATUSES = List.of(301, 302, 307, 308);
    private static final HttpsRedirectConfig ON = new HttpsRedirectConfig(true, DEFAULT_PORT, 308, List.of());
    static final HttpsRedirectConfig OFF = new HttpsRedirectConfig(false, DEFAULT_PORT, 308, List.of());

    public HttpsRedirectConfig {
        if (!STATUSES.contains(status)) {
            throw new IllegalArgumentException("status: " + status + " (expected: 301, 302, 307 or 308)");
        }
        for (String prefix : except) {
            if (!prefix.startsWith("/")) {
                throw new IllegalArgumentException("except: '" + prefix + "' (expected: a prefix that starts with /)");
            }
        }
    }

    /**
     * Reads the short form.
     *
     * @throws IllegalArgumentException for anything but on and off
     */
    public static HttpsRedirectConfig of(String text) {
        return switch (text) {
            case "on", "true", "yes" -> ON;
            case "off", "false", "no" -> OFF;
            default -> throw new IllegalArgumentException("'" + text + "' (expected: on, off, or a block of keys)");
        };
    }
}
