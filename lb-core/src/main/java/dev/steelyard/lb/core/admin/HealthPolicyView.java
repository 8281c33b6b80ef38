package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.Remaining;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.HealthConfig;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a pool's backends are watched now.
 *
 * @param check the type of the check
 * @param path {@code null} if the check's settings name none
 * @param expectedStatus each as text; {@code null} if the check's settings name none
 */
record HealthPolicyView(
        String pool,
        String check,
        double intervalSeconds,
        double timeoutSeconds,
        int unhealthyThreshold,
        int healthyThreshold,
        String path,
        List<String> expectedStatus) {

    /** Keys that many checks have; a check is free to have others of these names, which are not shown then. */
    private record PathKey(Optional<String> path, @Remaining Settings others) {}

    private record StatusKey(
            Optional<String> expectedStatus, @Remaining Settings others) {}

    private record StatusListKey(
            List<String> expectedStatus, @Remaining Settings others) {}

    static HealthPolicyView of(String pool, HealthConfig policy) {
        Settings settings = policy.effectiveCheck().settings();
        return new HealthPolicyView(
                pool,
                policy.effectiveCheck().type(),
                seconds(policy.interval()),
                seconds(policy.timeout()),
                policy.unhealthyThreshold(),
                policy.healthyThreshold(),
                read(settings, PathKey.class).flatMap(PathKey::path).orElse(null),
                expectedStatus(settings));
    }

    private static List<String> expectedStatus(Settings settings) {
        if (!settings.has("expected-status")) {
            return null;
        }
        return read(settings, StatusKey.class)
                .flatMap(StatusKey::expectedStatus)
                .map(List::of)
                .or(() -> read(settings, StatusListKey.class).map(StatusListKey::expectedStatus))
                .orElse(null);
    }

    /** Empty if the key is there but of another kind. */
    private static <R extends Record> Optional<R> read(Settings settings, Class<R> type) {
        try {
            return Optional.of(settings.as(type, MethodHandles.lookup()));
        } catch (SettingsException another) {
            return Optional.empty();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
