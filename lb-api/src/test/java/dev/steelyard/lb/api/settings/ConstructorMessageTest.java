package dev.steelyard.lb.api.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import org.junit.jupiter.api.Test;

/** Where users see what the constructor of a record refuses. */
class ConstructorMessageTest {

    private record Thresholds(
            @Default("3") int unhealthyThreshold,
            @Default("2") int healthyThreshold) {
        Thresholds {
            if (unhealthyThreshold < 1) {
                throw new IllegalArgumentException("unhealthy-threshold: " + unhealthyThreshold + " (expected: 1..)");
            }
            if (healthyThreshold > unhealthyThreshold) {
                throw new IllegalArgumentException("healthy-threshold above unhealthy-threshold");
            }
        }
    }

    private record Health(Thresholds thresholds) {}

    @Test
    void aConstructorsMessageIsShownAtTheKeyItNames() {
        assertRefused(
                Health.class,
                "thresholds {\n  healthy-threshold = 1\n  unhealthy-threshold = 0\n}",
                "lb.conf:3: pools.web.algorithm.thresholds.unhealthy-threshold: 0 (expected: 1..)");
    }

    @Test
    void aConstructorsMessageThatNamesNoKeyIsShownAtTheBlock() {
        assertRefused(
                Health.class,
                "\nthresholds {\n  healthy-threshold = 9\n}",
                "lb.conf:2: pools.web.algorithm.thresholds: healthy-threshold above unhealthy-threshold");
    }

    private static void assertRefused(Class<? extends Record> type, String config, String problems) {
        assertThatThrownBy(() -> ConfigText.parse("pools.web.algorithm", config).as(type, MethodHandles.lookup()))
                .isInstanceOf(SettingsException.class)
                .hasMessage(problems);
    }
}
