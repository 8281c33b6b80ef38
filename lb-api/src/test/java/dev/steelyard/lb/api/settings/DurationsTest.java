package dev.steelyard.lb.api.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "7ns, PT0.000000007S",
        "7us, PT0.000007S",
        "500ms, PT0.5S",
        "10s, PT10S",
        "2m, PT2M",
        "1h, PT1H",
        "30d, PT720H",
        "1.5s, PT1.5S",
        "10 s, PT10S",
        "' 10s ', PT10S",
        "0s, PT0S"
    })
    void readsANumberAndAUnit(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "s", "", "ten seconds", "-1s", "10S", "1h30m", "1.s", "10 fortnights"})
    void refusesWhatHasNoNumberOrNoUnit(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a duration (expected a number and a unit, e.g. 10s, 500ms, 2m)");
    }

    @Test
    void refusesWhatDoesNotFitIntoNanoseconds() {
        assertThat(Durations.parse("106751d")).isEqualTo(Duration.ofDays(106_751));
        assertThatThrownBy(() -> Durations.parse("106752d"))
                .hasMessage("'106752d' is too long (expected at most 292 years)");
    }
}
