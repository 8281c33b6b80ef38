package dev.steelyard.lb.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.steelyard.lb.api.settings.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsBlocksTest {
    private static final String CERTIFICATE = "certificates = [ { chain = a.pem, key = a.key } ]";

    private static LbConfig parse(String listener) {
        return ConfigFile.parse(
                "test.conf", "pools.web.backends = []\nlisteners.web { bind = \"*:1\", " + listener + " }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protocol = https | listeners.web.tls: required, but missing",
                "tls { CERT } | listeners.web.tls: has no effect with protocol = http",
                "protocol = https, tls {} | listeners.web.tls.certificates: there is none",
                "protocol = https, tls { CERT, client-auth = required } | listeners.web.tls.client-ca: required, but missing",
                "protocol = https, tls { CERT, client-ca = c.pem } | listeners.web.tls.client-ca: has no effect with client-auth = off",
                "protocol = https, tls { CERT, profile = old } | listeners.web.tls.profile: 'old'",
                "protocol = https, tls { certificates = [ { key = a.key } ] } | certificates[0]: neither chain nor keystore",
                "protocol = https, tls { certificates = [ { chain = a, keystore = b } ] } | certificates[0].keystore: there is a chain",
                "protocol = https, tls { certificates = [ { keystore = a, key = b } ] } | certificates[0].key: has no effect",
                "hsts { max-age = 1d } | listeners.web.hsts: must not be told in plain text",
                "protocol = https, tls { CERT }, redirect-to-https = on | redirect-to-https: clients are there already",
                "protocol = https, tls { CERT }, hsts { max-age = 1d, preload = true } | listeners.web.hsts.preload: not taken",
                "redirect-to-https = maybe | listeners.web.redirect-to-https: 'maybe' (expected: on, off, or a block",
                "redirect-to-https { status = 303 } | listeners.web.redirect-to-https.status: 303",
                "redirect-to-https { except = [ x ] } | listeners.web.redirect-to-https.except: 'x'"
            })
    void whatCannotBeMeantIsRefusedAtItsPlace(String listener, String problem) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> parse(listener.replace("CERT", CERTIFICATE)))
                .withMessageStartingWith("test.conf:2: ")
                .withMessageContaining(problem);
    }

    @Test
    void passwordsAreNeverShown() {
        LbConfig before =
                parse("protocol = https, tls { certificates = [ { keystore = a, password = abracadabra } ] }");
        LbConfig after = parse("protocol = https, tls { certificates = [ { keystore = a, password = simsalabim } ] }");

        List<ConfigChange> changes = ConfigDiff.between(before, after);

        assertThat(changes)
                .singleElement()
                .satisfies(change -> assertThat(change.toString())
                        .contains("listeners.web.tls.certificates[0].password")
                        .doesNotContain("abracadabra", "simsalabim"));
        assertThat(before.toString()).doesNotContain("abracadabra");
    }
}
