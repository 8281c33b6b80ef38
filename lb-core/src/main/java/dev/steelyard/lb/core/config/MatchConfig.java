package dev.steelyard.lb.core.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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
    /** What no request could match is refused, as it is a slip of the pen: a query, a dot segment, a bare {@code %}. */
    private static final Pattern PATH =
            Pattern.compile("(?!.*/\\.\\.?(/|$))/([^\\x00-\\x20\\x7f?#*%\\\\]|%[2-9A-Fa-f][0-9A-Fa-f])*");

    /** Methods are case-sensitive (RFC 9110 section 9.1), and every registered one is in upper case. */
    private static final Pattern METHOD = Pattern.compile("[A-Z0-9!#$%&'*+.^_`|~-]+");

    /** What every request looks like. */
    public static final MatchConfig EVERYTHING =
            new MatchConfig(Optional.empty(), Optional.empty(), List.of(), Map.of());

    public MatchConfig {
        if (path.isPresent() && !PATH.matcher(path.get()).matches()) {
            throw new IllegalArgumentException(
                    "path: '" + path.get()
                            + "' (expected: a prefix that starts with /, without query and wildcard; /api holds for all below it)");
        }
        if (host.isPresent() && !isHostPattern(host.get())) {
            throw new IllegalArgumentException(
                    "host: '" + host.get() + "' (expected: a host name without port, or *.example.com)");
        }
        methods.stream().filter(method -> !METHOD.matcher(method).matches()).forEach(method -> {
            throw new IllegalArgumentException("methods: '" + method + "' (expected: upper case, e.g. GET)");
        });
    }

    static boolean isHostPattern(String host) {
        String name = host.startsWith("*.") ? host.substring(2) : host;
        return name.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?") || name.matches("\\[[0-9A-Fa-f:.]+]");
    }
}
