package dev.steelyard.lb.algorithms.maglev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MaglevSettingsTest {
    private final FakeBackends ten = FakeBackends.equal(10);

    @Test
    void allThatIsWrongIsToldAtOnceWithItsKey() {
        assertRefused(
                Map.of("key", "ip", "bounded-load", 0.9),
                "key: 'ip'",
                "(expected: client-address, path, host, header:NAME, cookie:NAME, query:NAME)",
                "bounded-load: '0.9' (expected: off, or a factor of 1.01..100)");
        assertRefused(Map.of("table-size", 65_536), "table-size: 65536 (expected: a prime, such as 65537)");
    }

    @Test
    void aUserKeepsTheBackendWhereverTheRequestComesFrom() {
        Picker picker = picker(Map.of("key", "header:X-User"));
        Backend ofAlice = picker.pick(from("192.0.2.1", "alice"));
        Set<Backend> ofOthers = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ofOthers.add(picker.pick(from("192.0.2.1", "user" + i)));
            assertThat(picker.pick(from("198.51.100." + i, "alice"))).isSameAs(ofAlice);
        }
        assertThat(ofOthers).hasSize(10);
    }

    @Test
    void aUserWhoseBackendIsFullGoesToOneOtherUntilThatIsFullToo() {
        Picker picker = picker(Map.of("key", "header:X-User", "bounded-load", 2));
        Backend home = picker.pick(from("192.0.2.1", "alice"));
        for (int i = 0; i < 10; i++) {
            ten.get(ten.indexOf(home)).begin();
        }
        // 2 * 11 / 10 rounded up: three are allowed, and it has ten.
        Backend second = picker.pick(from("192.0.2.1", "alice"));
        assertThat(second).isNotSameAs(home);
        assertThat(picker.pick(from("192.0.2.1", "alice"))).isSameAs(second);
    }

    private Picker picker(Map<String, ?> settings) {
        return new MaglevFactory()
                .create(Settings.of(settings), FakeContext.seeded(1))
                .newPicker(ten, null);
    }

    private static FakeRequest from(String client, String user) {
        FakeRequest request = FakeRequest.from(client);
        request.setHeader("X-User", user);
        return request;
    }

    private static void assertRefused(Map<String, ?> settings, String... told) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> new MaglevFactory().create(Settings.of(settings), FakeContext.seeded(1)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(told));
    }
}
