package dev.steelyard.lb.algorithms.iphash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IpHashSettingsTest {

    @Test
    void aTableSizeThatIsNotPrimeIsRefusedWithTheNextPrime() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() ->
                        new IpHashFactory().create(Settings.of(Map.of("table-size", 65_536)), FakeContext.seeded(1)))
                .withMessage("test: table-size: 65536 (expected: a prime, such as 65537)");
    }

    @Test
    void aClientKeepsItsBackend() {
        FakeBackends set = FakeBackends.equal(10);
        var picker = new IpHash(65_537).newPicker(set, null);
        var backend = picker.pick(FakeRequest.from("192.0.2.7"));
        for (int i = 0; i < 100; i++) {
            picker.pick(FakeRequest.from("198.51.100." + i));
            assertThat(picker.pick(FakeRequest.from("192.0.2.7"))).isSameAs(backend);
        }
    }
}
