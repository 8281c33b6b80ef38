package dev.steelyard.lb.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "192.168.4.0/22, 192.168.7.255, true",
        "192.168.4.0/22, 192.168.8.0, false",
        "10.0.0.128/25, 10.0.0.127, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "10.0.0.1/32, 10.0.0.1, true",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe80::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 10.0.0.1, false",
        "0.0.0.0/0, ::1, false",
        "::1, ::1, true",
    })
    void aRangeHoldsTheAddressesWhoseLeadingBitsAreItsOwn(String range, String address, boolean inside)
            throws Exception {
        assertThat(AddressRange.of(range).contains(InetAddress.getByName(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "300.0.0.1",
                "10.0.0.256",
                "10.0.0.010",
                "localhost",
                "example.com/8",
                "fd00::/129",
                "fd00:::/8",
                "1.2.3.4.5",
                " 10.0.0.1",
                "10.0.0.0/ 8"
            })
    void whatIsNoRangeIsRefusedWithoutLookingItUp(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.of(text))
                .withMessage("'" + text + "' is not an address range (expected e.g. 10.0.0.0/8, fd00::/8)");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:80, 0.0.0.0, 80",
        "*:8080, 0.0.0.0, 8080",
        "localhost:0, localhost, 0",
        "[::]:443, ::, 443",
        "[fd00::1]:65535, fd00::1, 65535",
    })
    void aBindAddressIsAHostAndAPort(String text, String host, int port) {
        assertThat(BindAddress.of(text)).isEqualTo(new BindAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "80",
                "host",
                "host:",
                "host:65536",
                "host:-1",
                "host:+1",
                "host:8o",
                "host:080000",
                "::1:80",
                "[::1:80",
                "[]:80",
                "[::1]80"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BindAddress.of(text))
                .withMessage("'" + text + "' is not an address (expected: host:port, [v6]:port with port 0..65535)");
    }

    @Test
    void aBackendCannotHavePortZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackendConfig.of("host:0"))
                .withMessageEndingWith("with port 1..65535)");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "::1, true",
        "localhost, true",
        "0.0.0.0, false",
        "::, false",
        "10.0.0.1, false"
    })
    void onlyThisMachineReachesALoopbackAddress(String host, boolean loopback) {
        assertThat(new BindAddress(host, 80).isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:80, 10.0.0.1:80, true",
        "Host:80, host:80, true",
        "10.0.0.1:80, 10.0.0.2:80, false",
        "10.0.0.1:80, 10.0.0.1:81, false",
        "*:80, 10.0.0.1:80, true",
        "10.0.0.1:80, [::]:80, true",
        "10.0.0.1:0, 10.0.0.1:0, false",
    })
    void twoSocketsClashAtOnePortOfOneHost(String one, String other, boolean clash) {
        assertThat(BindAddress.of(one).clashesWith(BindAddress.of(other))).isEqualTo(clash);
    }

    @Test
    void addressesAreWrittenAsTheyAreRead() {
        assertThat(BindAddress.of("[::1]:80")).hasToString("[::1]:80");
        assertThat(BackendConfig.of("SRV.Example.com:80").hostPort()).isEqualTo("srv.example.com:80");
        assertThat(BackendConfig.of("[fd00::1]:80").effectiveId()).isEqualTo("[fd00::1]:80");
    }
}
