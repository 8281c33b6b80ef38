package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import dev.steelyard.lb.api.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * How the backends of a pool are watched.
 *
 * @param check what is asked of a backend; a TCP connect if absent
 * @param interval from one probe of a backend to the next; 2 to 10 s suit most
 * @param fastInterval the same while a verdict is changing, unless {@code interval} is shorter still
 * @param timeout how long a probe may take
 * @param unhealthyThreshold failed probes in a row that take a healthy backend out
 * @param healthyThreshold passed probes in a row that bring an unhealthy one back
 * @param jitter part of the interval by which probes vary, so that balancers do not probe in step
 * @param passive what errors of real traffic do
 */
public record HealthConfig(
        Optional<ExtensionConfig> check,
        @Default("5s") @Min("100ms") Duration interval,
        @Default("1s") @Min("100ms") Duration fastInterval,
        @Default("2s") @Min("10ms") Duration timeout,
        @Default("3") @Min("1") @Max("1000") int unhealthyThreshold,
        @Default("2") @Min("1") @Max("1000") int healthyThreshold,
        @Default("0.1") @Min("0") @Max("0.5") double jitter,
        PassiveConfig passive) {

    /**
     * What errors of real traffic do: a backend with too many is out until a probe passes.
     *
     * @param enabled whether they count
     * @param errors within {@code window} that take a backend out
     * @param window how long an error counts
     * @param consecutive errors in a row that take a backend out, however few in the window
     * @param maxEjected part of the backends in service that may be out for errors of real traffic; one always may, unless it
     *     is the last
     * @param ejectionTime how long one stays out that is taken out again soon after it came back; twice as long the next
     *     time, three times the one after that
     * @param maxEjectionTime the longest it stays out for that, and how long it must be in for its past to be forgotten
     * @param slow what much longer times than those of the others do
     * @param successRate what a lesser part of successes than that of the others does
     */
    public record PassiveConfig(
            @Default("true") boolean enabled,
            @Default("10") @Min("1") @Max("100000") int errors,
            @Default("60s") @Min("1s") Duration window,
            @Default("5") @Min("1") @Max("100000") int consecutive,
            @Default("0.5") @Min("0") @Max("1") double maxEjected,
            @Default("30s") @Min("0s") Duration ejectionTime,
            @Default("300s") @Min("0s") Duration maxEjectionTime,
            SlowOutlierConfig slow,
            SuccessRateConfig successRate) {

        /**
         * How long a backend stays out that was taken out again and again, while probes say that it is well.
         *
         * @param times it was taken out in a row, at least 1: the first time a probe that passes brings it back at once
         */
        public Duration ejectionTime(int times) {
            Duration time = ejectionTime.multipliedBy(times - 1L);
            return time.compareTo(maxEjectionTime) > 0 ? maxEjectionTime : time;
        }
    }

    /** What is asked of backends where the config does not say; plugins of these types ship with the bundle. */
    private static final String DEFAULT_CHECK = "tcp";

    private static final String PATH_CHECK = "http";

    /** The configured check, or a TCP connect. */
    public ExtensionConfig effectiveCheck() {
        return check.orElseGet(() -> plain(DEFAULT_CHECK));
    }

    /** The check for backends that have a health-check path where no check is configured. */
    public static ExtensionConfig pathCheck() {
        return plain(PATH_CHECK);
    }

    private static ExtensionConfig plain(String type) {
        return new ExtensionConfig(type, Settings.empty("health.check", "default"));
    }

    /** The fast interval, never longer than the interval. */
    public Duration effectiveFastInterval() {
        return fastInterval.compareTo(interval) < 0 ? fastInterval : interval;
    }
}
