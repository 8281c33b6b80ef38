package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.Setting;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.BackendConfig;
import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A backend to be added; only {@code host} and {@code port} are needed, the others default as in the config. */
record RegisterRequest(
        String id,
        String pool,
        String host,
        Integer port,
        Integer weight,
        Integer maxConnections,
        String healthCheckPath,
        Integer priority,
        String zone) {

    /** Ids that would hide a path of the API, or that a path cannot have as a part. */
    private static final Set<String> RESERVED = Set.of("list", "register", ".", "..");

    /**
     * @throws AdminFailure that names the first field that is missing or out of range
     */
    BackendConfig config() {
        Map<String, Object> given = new LinkedHashMap<>();
        put(given, "id", id);
        put(given, "host", host);
        put(given, "port", port);
        put(given, "weight", weight);
        put(given, "max-connections", maxConnections);
        put(given, "health-check-path", healthCheckPath);
        put(given, "priority", priority);
        put(given, "zone", zone);
        BackendConfig config = bind(given);
        if (RESERVED.contains(config.effectiveId())) {
            throw AdminFailure.badRequest("id", "'" + id + "' is a path of the API (expected: another id)");
        }
        return config;
    }

    private static void put(Map<String, Object> given, String key, Object value) {
        if (value != null) {
            given.put(key, value);
        }
    }

    private static BackendConfig bind(Map<String, Object> given) {
        try {
            return Settings.of("", Setting.of(given, "request")).as(BackendConfig.class, MethodHandles.lookup());
        } catch (SettingsException refused) {
            throw new FieldProblem("", Map.of()).of(refused);
        }
    }
}
