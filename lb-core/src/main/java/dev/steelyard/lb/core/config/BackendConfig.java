package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.util.Locale;
import java.util.Optional;

/**
 * One server of a pool; may be written {@code "host:port"}.
 *
 * @param id unique in the pool; {@code host:port} if absent
 * @param host a name or literal
 * @param port 1..65535
 * @param weight share of requests relative to the other backends
 * @param maxConnections requests at a time; above it other backends are picked
 * @param healthCheckPath replaces the path of the pool's check
 * @param priority its tier: 0 is used first, 1 when too few of 0 are healthy, and so on
 * @param zone where it is; any word
 */
public record BackendConfig(
        Optional<String> id,
        String host,
        @Min("1") @Max("65535") int port,
        @Default(DEFAULT_WEIGHT) @Min("1") @Max("65535") int weight,

        @Default(DEFAULT_MAX_CONNECTIONS) @Min("1") @Max("1000000")
        int maxConnections,

        Optional<String> healthCheckPath,

        @Default(DEFAULT_PRIORITY) @Min("0") @Max("100") int priority,

        Optional<String> zone) {

    static final String DEFAULT_WEIGHT = "100";
    static final String DEFAULT_MAX_CONNECTIONS = "10000";
    static final String DEFAULT_PRIORITY = "0";

    public BackendConfig {
        if (!host.matches("[A-Za-z0-9_:.%-]{1,253}")) {
            throw new IllegalArgumentException("host: '" + host + "' (expected: a host name or an address)");
        }
        if (id.isPresent() && !id.get().matches("[A-Za-z0-9_.:@\\[\\]-]{1,128}")) {
            throw new IllegalArgumentException(
                    "id: '" + id.get() + "' (expected: up to 128 letters, digits and any of _ . : @ - [ ])");
        }
        if (healthCheckPath.isPresent() && !healthCheckPath.get().matches("/[!-~]*")) {
            throw new IllegalArgumentException(
                    "health-check-path: '" + healthCheckPath.get() + "' (expected: a path that starts with /)");
        }
    }

    /**
     * Reads the short form.
     *
     * @throws IllegalArgumentException if it is not host:port
     */
    public static BackendConfig of(String text) {
        HostPort address = HostPort.of(text, 1);
        return new BackendConfig(
                Optional.empty(),
                address.host(),
                address.port(),
                Integer.parseInt(DEFAULT_WEIGHT),
                Integer.parseInt(DEFAULT_MAX_CONNECTIONS),
                Optional.empty(),
                Integer.parseInt(DEFAULT_PRIORITY),
                Optional.empty());
    }

    BackendConfig withWeight(int next) {
        return new BackendConfig(id, host, port, next, maxConnections, healthCheckPath, priority, zone);
    }

    /** The id, or the one it has when none is given. */
    public String effectiveId() {
        return id.orElseGet(this::hostPort);
    }

    /** {@code host:port} in one spelling, for telling duplicates. */
    public String hostPort() {
        return new BindAddress(host.toLowerCase(Locale.ROOT), port).toString();
    }
}
