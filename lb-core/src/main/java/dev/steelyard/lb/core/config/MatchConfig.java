package dev.steelyard.lb.core.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request must look like for a route; everything named must hold.
 *
 * @param host {@code shop.example.com}, or {@code *.example.com} for every name below it
 * @param path a prefix in whole segments: {@code /api} matches {@code /api} and {@code /api/x} but not {@code /apis}
 * @param methods any of these
 * @param headers each with this value, or {@code *} for any value
 */
public record MatchConfig(
        Optional<String> host, Optional<String> path, List<String> methods, Map<String, String> headers) {
    static final MatchConfig EVERYTHING = new MatchConfig(Optional.empty(), Optional.empty(), List.of(), Map.of());

    public MatchConfig {
        if (path.isPresent() && !path.get().startsWith("/")) {
            throw new IllegalArgumentException("path: '" + path.get() + "' (expected: a prefix that starts with /)");
        }
        if (host.isPresent() && !isHostPattern(host.get())) {
            throw new IllegalArgumentException(
                    "host: '" + host.get() + "' (expected: a host name without port, or *.example.com)");
        }
    }

    private static boolean isHostPattern(String host) {
        String name = host.startsWith("*.") ? host.substring(2) : host;
        return name.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?") || name.matches("\\[[0-9A-Fa-f:.]+]");
    }
}
