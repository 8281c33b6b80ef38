package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.Setting;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.ExtensionConfig;
import dev.steelyard.lb.core.config.HealthConfig;
import java.lang.invoke.MethodHandles;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How backends are to be watched from now on; what is absent stays as it is.
 *
 * @param pool {@code null} for all pools
 * @param path what the check asks for; makes it an HTTP check where none is configured
 * @param expectedStatus a number, text such as {@code 200-299}, or a list of these, as the check understands it
 */
record HealthCheckRequest(
        String pool,
        Double intervalSeconds,
        Double timeoutSeconds,
        Integer unhealthyThreshold,
        Integer healthyThreshold,
        String path,
        Object expectedStatus) {

    /** A day: a probe less often than that is a slip of the finger. */
    private static final double MAX_SECONDS = 86_400;

    private static final FieldProblem PROBLEM =
            new FieldProblem("", Map.of("interval", "interval_seconds", "timeout", "timeout_seconds"));

    /**
     * @throws AdminFailure if nothing is to be changed, or a value is of the wrong kind
     */
    void check() {
        boolean any = Stream.of(
                        intervalSeconds, timeoutSeconds, unhealthyThreshold, healthyThreshold, path, expectedStatus)
                .anyMatch(value -> value != null);
        if (!any) {
            throw AdminFailure.badRequest(null, "nothing to change (expected: at least one field beside pool)");
        }
        checkSeconds("interval_seconds", intervalSeconds);
        checkSeconds("timeout_seconds", timeoutSeconds);
        if (expectedStatus != null && !isStatus(expectedStatus) && !isStatusList(expectedStatus)) {
            throw AdminFailure.badRequest(
                    "expected_status",
                    "(expected: a status such as 200, a range such as \"200-299\", or a list of these)");
        }
    }

    private static void checkSeconds(String field, Double seconds) {
        if (seconds != null && !(seconds > 0 && seconds <= MAX_SECONDS)) {
            throw AdminFailure.badRequest(
                    field,
                    (seconds > MAX_SECONDS ? "too many" : plain(seconds)) + " (expected: above 0, at most "
                            + plain(MAX_SECONDS) + ")");
        }
    }

    private static boolean isStatus(Object value) {
        return value instanceof Integer || value instanceof String;
    }

    private static boolean isStatusList(Object value) {
        return value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(HealthCheckRequest::isStatus);
    }

    /**
     * A pool's policy with these changes.
     *
     * @throws AdminFailure that names the first field out of range
     */
    HealthConfig appliedTo(HealthConfig current) {
        HealthConfig times = times(current);
        return new HealthConfig(
                check(current),
                times.interval(),
                current.fastInterval(),
                times.timeout(),
                times.unhealthyThreshold(),
                times.healthyThreshold(),
                current.jitter(),
                current.passive());
    }

    private HealthConfig times(HealthConfig current) {
        Map<String, Object> values = Map.of(
                "interval",
                duration(intervalSeconds, current.interval()),
                "timeout",
                duration(timeoutSeconds, current.timeout()),
                "unhealthy-threshold",
                unhealthyThreshold != null ? unhealthyThreshold : current.unhealthyThreshold(),
                "healthy-threshold",
                healthyThreshold != null ? healthyThreshold : current.healthyThreshold());
        try {
            return Settings.of("", Setting.of(values, "request")).as(HealthConfig.class, MethodHandles.lookup());
        } catch (SettingsException refused) {
            throw PROBLEM.of(refused);
        }
    }

    private static String duration(Double seconds, Duration current) {
        return seconds != null ? plain(seconds) + "s" : current.toNanos() + "ns";
    }

    private static String plain(double seconds) {
        return BigDecimal.valueOf(seconds).stripTrailingZeros().toPlainString();
    }

    private Optional<ExtensionConfig> check(HealthConfig current) {
        Map<String, Object> keys = new LinkedHashMap<>();
        if (path != null) {
            keys.put("path", path);
        }
        if (expectedStatus != null) {
            keys.put("expected-status", expectedStatus);
        }
        if (keys.isEmpty()) {
            return current.check();
        }
        ExtensionConfig base = current.check().orElseGet(HealthConfig::pathCheck);
        return Optional.of(new ExtensionConfig(base.type(), base.settings().with(keys, "admin API")));
    }
}
