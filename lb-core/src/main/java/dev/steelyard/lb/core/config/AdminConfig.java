package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import java.util.List;
import java.util.Optional;

/**
 * The REST API and metrics.
 *
 * @param enabled whether there is one
 * @param bind host and port; port 0 takes a free one
 * @param token what clients send as {@code Authorization: Bearer}; required on any but a loopback address
 * @param allowedHosts host names clients may use beside addresses and {@code localhost}; others are refused, so that a web
 *     page cannot reach the API by DNS rebinding
 */
public record AdminConfig(
        @Default("true") boolean enabled,
        @Default("127.0.0.1:9090") BindAddress bind,
        Optional<String> token,
        List<String> allowedHosts) {

    public AdminConfig {
        if (enabled && token.isEmpty() && !bind.isLoopback()) {
            throw new IllegalArgumentException(
                    "bind: " + bind
                            + " is reachable from other machines and no token is set (expected: a loopback address, or token = …)");
        }
        if (token.isPresent() && token.get().length() < 8) {
            throw new IllegalArgumentException("token: too short (expected: at least 8 characters)");
        }
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "AdminConfig[bind=" + bind + ", token=" + (token.isPresent() ? "set" : "none") + "]";
    }
}
