package dev.steelyard.lb.affinity.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.affinity.SessionAffinity;
import dev.steelyard.lb.api.affinity.SessionAffinityFactory;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.AffinityContract;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.FakeRequest;
import dev.steelyard.lb.testkit.FakeResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IpAffinityTest extends AffinityContract {

    @Override
    protected SessionAffinityFactory factory() {
        return new IpAffinityFactory();
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of(
                "source", "peer",
                "prefix-length-v4", 24,
                "prefix-length-v6", 56,
                "ttl", "10m",
                "max-entries", 1_000);
    }

    @Override
    protected FakeRequest firstRequest(int number) {
        return FakeRequest.from("10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255));
    }

    @Override
    protected FakeRequest nextRequest(FakeRequest first, FakeResponse response) {
        return first;
    }

    /** Nothing that a client writes into its request counts. */
    @Override
    protected FakeRequest requestWithForeignValue(String value) {
        FakeRequest request = FakeRequest.from("192.0.2.1").cookie("SERVER_ID", value);
        request.setHeader("X-Forwarded-For", value);
        return request;
    }

    private SessionAffinity affinity(Map<String, ?> settings) {
        return factory().create(Settings.of(settings), FakeContext.seeded(1));
    }

    private void assertShared(Map<String, ?> settings, FakeRequest one, FakeRequest other, boolean shared) {
        try (SessionAffinity affinity = affinity(settings)) {
            affinity.remember(one, backends().get(2), new FakeResponse(200));
            assertThat(affinity.find(other, backends()))
                    .isSameAs(shared ? backends().get(2) : null);
        }
    }

    @Test
    void aPinLivesUntilTheTtlAfterItsLastUse() {
        FakeRequest request = pinned(1, backends().get(2));
        context().fakeClock().advance(Duration.ofMinutes(29));
        assertThat(affinity().find(request, backends())).isSameAs(backends().get(2));
        context().fakeClock().advance(Duration.ofMinutes(29));
        assertThat(affinity().find(request, backends())).isSameAs(backends().get(2));
        context().fakeClock().advance(Duration.ofMinutes(31));
        assertThat(affinity().find(request, backends())).isNull();
    }

    @Test
    void lookingAtAPinDoesNotMakeItLiveLonger() {
        FakeRequest request = pinned(1, backends().get(2));
        context().fakeClock().advance(Duration.ofMinutes(29));
        assertThat(affinity().peek(request, backends())).isSameAs(backends().get(2));
        context().fakeClock().advance(Duration.ofMinutes(2));
        assertThat(affinity().peek(request, backends())).isNull();
        assertThat(affinity().find(request, backends())).isNull();
    }

    @Test
    void thereAreNeverMorePinsThanAllowed() {
        int found = 0;
        try (SessionAffinity affinity = affinity(Map.of("max-entries", 100))) {
            for (int i = 0; i < 10_000; i++) {
                affinity.remember(firstRequest(i), backends().get(2), new FakeResponse(200));
            }
            for (int i = 0; i < 10_000; i++) {
                found += affinity.find(firstRequest(i), backends()) == null ? 0 : 1;
            }
        }
        assertThat(found).isBetween(50, 100);
    }

    @Test
    void behindAProxyTheClientCountsByDefault() {
        FakeRequest one = FakeRequest.from("192.0.2.1").peer("10.0.0.1");
        FakeRequest other = FakeRequest.from("192.0.2.2").peer("10.0.0.1");
        assertShared(Map.of(), one, other, false);
        assertShared(Map.of("source", "peer"), one, other, true);
        assertShared(Map.of(), one, FakeRequest.from("192.0.2.1").peer("10.0.0.2"), true);
    }

    @ParameterizedTest
    @CsvSource({
        "32,  192.0.2.1,   192.0.2.2,       false",
        "31,  192.0.2.2,   192.0.2.3,       true",
        "24,  192.0.2.1,   192.0.2.255,     true",
        "24,  192.0.2.1,   192.0.3.1,       false",
        "0,   192.0.2.1,   1.1.1.1,         true",
        "0,   192.0.2.1,   2001:db8::1,     false",
    })
    void ipV4ClientsOfOnePrefixShareAPin(int length, String one, String other, boolean shared) {
        Map<String, ?> settings = Map.of("prefix-length-v4", length);
        assertShared(settings, FakeRequest.from(one), FakeRequest.from(other), shared);
    }

    @ParameterizedTest
    @CsvSource({
        "64,  2001:db8::1,      2001:db8::ffff:1,      true",
        "64,  2001:db8:0:1::1,  2001:db8:0:2::1,       false",
        "56,  2001:db8:0:1::1,  2001:db8:0:2::1,       true",
        "128, 2001:db8::1,      2001:db8::2,           false",
        "127, 2001:db8::2,      2001:db8::3,           true",
        "65,  2001:db8::1,      2001:db8::8000:0:0:1,  false",
        "65,  2001:db8::1,      2001:db8::7000:0:0:1,  true",
        "0,   2001:db8::1,      fe80::1,               true",
    })
    void ipV6ClientsOfOnePrefixShareAPin(int length, String one, String other, boolean shared) {
        Map<String, ?> settings = Map.of("prefix-length-v6", length);
        assertShared(settings, FakeRequest.from(one), FakeRequest.from(other), shared);
    }

    @Test
    void aFullAddressIsItsOwnKey() throws UnknownHostException {
        assertThat(AddressKey.of(InetAddress.getByName("255.254.253.252"), 32, 64))
                .isEqualTo(new AddressKey(0, 0xffff_fffe_fdfcL));
        assertThat(AddressKey.of(InetAddress.getByName("fedc:ba98:7654:3210:89ab:cdef:123:4567"), 32, 128))
                .isEqualTo(new AddressKey(0xfedcba9876543210L, 0x89abcdef01234567L));
    }

    @ParameterizedTest
    @CsvSource({
        "prefix-length-v4, 33, 33 (expected: 0..32)",
        "prefix-length-v6, -1, -1 (expected: 0..128)",
        "ttl, 0s, 0s (expected: at least 1s)",
        "max-entries, 0, 0 (expected: 1..100000000)",
    })
    void wrongValuesAreRefusedAtTheirKey(String key, String value, String message) {
        assertThatThrownBy(() -> affinity(Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("test: " + key + ": " + message);
    }
}
