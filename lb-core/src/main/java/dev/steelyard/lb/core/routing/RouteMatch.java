package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.MatchConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A compiled {@link MatchConfig}. Immutable; matching allocates nothing. */
public final class RouteMatch {
    private final String exactHost;
    private final String hostSuffix;
    private final String path;
    private final List<String> methods;
    private final List<Map.Entry<String, String>> headers;

    public RouteMatch(MatchConfig config) {
        String host = config.host().map(name -> name.toLowerCase(Locale.ROOT)).orElse(null);
        boolean wildcard = host != null && host.startsWith("*.");
        this.exactHost = wildcard ? null : host;
        this.hostSuffix = wildcard ? host.substring(1) : null;
        this.path = config.path()
                .map(RouteMatch::canonical)
                .filter(prefix -> !prefix.equals("/"))
                .orElse(null);
        this.methods = config.methods();
        this.headers = List.copyOf(config.headers().entrySet());
    }

    /** Requests are matched by their canonical path, so a rule must be in that form too. */
    private static String canonical(String path) {
        try {
            return CanonicalPath.of(path);
        } catch (BadTarget noRequest) {
            throw new IllegalArgumentException(
                    "path: '" + path + "' is one that every request is refused for", noRequest);
        }
    }

    /** The one host it is for, or {@code null} if it is for several or all. */
    String exactHost() {
        return exactHost;
    }

    /**
     * The path without the slash at its end; empty if it is for all paths. Any path that it holds for begins with the stem,
     * and there is a slash or the end after it.
     */
    String pathStem() {
        if (path == null) {
            return "";
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Whether it holds for a request. */
    public boolean matches(RequestView request) {
        return matchesHost(request.host())
                && matchesPath(request.path())
                && (methods.isEmpty() || methods.contains(request.method()))
                && matchesHeaders(request);
    }

    /** What does not hold for a request, in words; empty if it {@link #matches}. */
    Optional<String> mismatch(RequestView request) {
        if (!matchesHost(request.host())) {
            String wanted = exactHost != null ? exactHost : "*" + hostSuffix;
            return Optional.of("host '" + request.host() + "' (expected: " + wanted + ")");
        }
        if (!matchesPath(request.path())) {
            return Optional.of("path '" + request.path() + "' (expected: " + path + ")");
        }
        if (!methods.isEmpty() && !methods.contains(request.method())) {
            return Optional.of("method " + request.method() + " (expected: " + String.join(", ", methods) + ")");
        }
        return headers.stream()
                .filter(header -> !matchesHeader(request, header))
                .findFirst()
                .map(header -> headerMismatch(request.header(header.getKey()), header));
    }

    private static String headerMismatch(String value, Map.Entry<String, String> wanted) {
        String expected = wanted.getValue().equals("*") ? "any value" : "'" + wanted.getValue() + "'";
        String found = value == null ? "is absent" : "'" + value + "'";
        return "header " + wanted.getKey() + " " + found + " (expected: " + expected + ")";
    }

    private boolean matchesHost(String host) {
        if (exactHost != null) {
            return exactHost.equals(host);
        }
        return hostSuffix == null || (host.endsWith(hostSuffix) && host.length() > hostSuffix.length());
    }

    /** In whole segments: {@code /api} holds for {@code /api} and {@code /api/x}; {@code /api/} for {@code /api/x} alone. */
    private boolean matchesPath(String requested) {
        return path == null
                || (requested.startsWith(path)
                        && (path.endsWith("/")
                                || requested.length() == path.length()
                                || requested.charAt(path.length()) == '/'));
    }

    private boolean matchesHeaders(RequestView request) {
        for (int i = 0; i < headers.size(); i++) {
            if (!matchesHeader(request, headers.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesHeader(RequestView request, Map.Entry<String, String> header) {
        String value = request.header(header.getKey());
        return value != null
                && (header.getValue().equals("*") || header.getValue().equals(value));
    }
}
