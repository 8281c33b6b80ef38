package dev.steelyard.lb.api.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final Settings settings = ConfigText.parse("pools.web", "weight = 5\nzone = eu");

    private record Zoned(
            @Default("1") int weight, @Default("none") String zone) {}

    @Test
    void aProblemOfAReaderIsShownAtItsKey() {
        assertThat(settings.problem("zone", "no such zone"))
                .hasMessage("lb.conf:2: pools.web.zone: no such zone")
                .extracting(SettingsException::problems)
                .isEqualTo(List.of(new Problem("lb.conf:2", "pools.web.zone", "no such zone")));
    }

    @Test
    void aProblemOfAnAbsentKeyIsShownAtTheBlock() {
        assertThat(settings.problem("host", "needed with a zone"))
                .hasMessage("lb.conf:1: pools.web.host: needed with a zone");
    }

    @Test
    void aProblemOfNoKeyIsShownAtTheBlock() {
        assertThat(settings.problem("", "too much")).hasMessage("lb.conf:1: pools.web: too much");
        assertThat(Settings.empty("", "lb.conf:1").problem("", "empty")).hasMessage("lb.conf:1: empty");
    }

    @Test
    void withPutsKeysInPlaceOfOthersAndLeavesTheOriginalAlone() {
        Settings replaced = settings.with(Map.of("zone", "us", "spare", List.of(1, 2)), "api");

        assertThat(replaced).isEqualTo(Settings.of(Map.of("weight", "5", "zone", "us", "spare", List.of(1, 2))));
        assertThat(replaced.problem("zone", "no such zone")).hasMessage("api: pools.web.zone: no such zone");
        assertThat(replaced.problem("weight", "odd")).hasMessage("lb.conf:1: pools.web.weight: odd");
        assertThat(settings).isEqualTo(Settings.of(Map.of("weight", "5", "zone", "eu")));
    }

    @Test
    void withKeepsTheOriginOfASettingItIsGiven() {
        Settings replaced = settings.with(Map.of("zone", new Setting("us", "other.conf:7")), "api");

        assertThat(replaced.problem("zone", "no such zone")).hasMessage("other.conf:7: pools.web.zone: no such zone");
    }

    @Test
    void settingsAreEqualIfTheirValuesAreWhereverTheyCameFrom() {
        Settings same = Settings.of(Map.of("zone", "eu", "weight", "5"));

        assertThat(settings).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(settings).isNotEqualTo(Settings.of(Map.of("zone", "eu", "weight", "6")));
        assertThat(settings).isNotEqualTo(Settings.of(Map.of("zone", "eu")));
        assertThat(Settings.of(Map.of("a", List.of(Map.of("b", 1)))))
                .isEqualTo(Settings.of("elsewhere", Setting.of(Map.of("a", List.of(Map.of("b", 1))), "lb.conf:9")))
                .isNotEqualTo(Settings.of(Map.of("a", List.of(Map.of("b", 2)))));
    }

    @Test
    void knowsWhichKeysAreThere() {
        assertThat(settings.has("zone")).isTrue();
        assertThat(settings.has("host")).isFalse();
        assertThat(Settings.empty("a", "b").has("zone")).isFalse();
    }

    @Test
    void emptySettingsGiveARecordOfDefaults() {
        assertThat(Settings.empty("pools.web", "lb.conf:3").as(Zoned.class, MethodHandles.lookup()))
                .isEqualTo(new Zoned(1, "none"));
    }

    @Test
    void onlyABlockCanBeSettings() {
        assertThatThrownBy(() -> Settings.of("a", Setting.of("round-robin", "lb.conf:3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("root: 'round-robin' (expected: a block of keys)");
    }

    @Test
    void printsItsPathAndValues() {
        assertThat(settings).hasToString("pools.web{weight=5, zone=eu}");
    }
}
