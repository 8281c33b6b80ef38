package dev.steelyard.lb.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.steelyard.lb.core.config.CertificateConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateFilesTest {
    @TempDir
    private static Path folder;

    private static OpenSsl openssl;

    private final CertificateFiles files = new CertificateFiles(folder, Clock.systemUTC());

    @BeforeAll
    static void makeFiles() throws Exception {
        assumeTrue(OpenSsl.isInstalled(), "openssl is not installed");
        openssl = new OpenSsl(folder);
        openssl.pair("ec", "DNS:EC.example,DNS:*.ec.example");
        openssl.run("ec", "-in", "ec.key", "-out", "ec-sec1.key");
        openssl.run("ecparam", "-name", "secp384r1", "-genkey", "-out", "ec384-with-parameters.key");
        openssl.selfSigned("ec384-with-parameters.key", "ec384-with-parameters.pem", "DNS:ec.example");
        openssl.run("genrsa", "-traditional", "-out", "rsa-pkcs1.key", "2048");
        openssl.selfSigned("rsa-pkcs1.key", "rsa.pem", "DNS:rsa.example");
        openssl.run("pkcs8", "-topk8", "-nocrypt", "-in", "rsa-pkcs1.key", "-out", "rsa.key");
        openssl.run("pkcs8", "-topk8", "-in", "rsa.key", "-out", "rsa-locked.key", "-passout", "pass:secret");
        openssl.run(
                "rsa",
                "-traditional",
                "-aes256",
                "-in",
                "rsa.key",
                "-out",
                "rsa-old-lock.key",
                "-passout",
                "pass:secret");
        openssl.run("genpkey", "-algorithm", "ED25519", "-out", "ed.key");
        openssl.selfSigned("ed.key", "ed.pem", "DNS:ed.example");
        openssl.run(
                "pkcs12", "-export", "-in", "ec.pem", "-inkey", "ec.key", "-out", "ec.p12", "-passout", "pass:secret");
        Files.writeString(
                folder.resolve("both.pem"),
                Files.readString(folder.resolve("ec.pem")) + Files.readString(folder.resolve("ec.key")));
        Files.writeString(folder.resolve("empty.pem"), "not a certificate\n");
    }

    private static CertificateConfig pem(String chain, String key) {
        return new CertificateConfig(Optional.of(chain), Optional.ofNullable(key), Optional.empty(), Optional.empty());
    }

    private static CertificateConfig pem(String chain, String key, String password) {
        return new CertificateConfig(Optional.of(chain), Optional.of(key), Optional.empty(), Optional.of(password));
    }

    private static CertificateConfig store(String file, String password) {
        return new CertificateConfig(Optional.empty(), Optional.empty(), Optional.of(file), Optional.of(password));
    }

    private TlsFault faultOf(CertificateConfig config) {
        return assertThatExceptionOfType(TlsFault.class)
                .isThrownBy(() -> files.read(config))
                .actual();
    }

    @ParameterizedTest
    @CsvSource({
        "ec.pem, ec.key, EC",
        "ec.pem, ec-sec1.key, EC",
        "ec384-with-parameters.pem, ec384-with-parameters.key, EC",
        "rsa.pem, rsa.key, RSA",
        "rsa.pem, rsa-pkcs1.key, RSA",
        "ed.pem, ed.key, EdDSA"
    })
    void keysOfEveryCommonFormAreRead(String chain, String key, String type) throws Exception {
        List<KeyedCertificate> read = files.read(pem(chain, key));

        assertThat(read).singleElement().satisfies(one -> {
            assertThat(one.keyType()).isEqualTo(type);
            assertThat(one.expiry()).isAfter(Clock.systemUTC().instant().plus(Duration.ofHours(40)));
        });
    }

    @Test
    void anEncryptedKeyIsOpenedByItsPassword() throws Exception {
        assertThat(files.read(pem("rsa.pem", "rsa-locked.key", "secret"))).hasSize(1);
    }

    @Test
    void namesAreThoseOfTheExtensionInLowerCase() throws Exception {
        assertThat(files.read(pem("ec.pem", "ec.key")).get(0).names()).containsExactly("ec.example", "*.ec.example");
    }

    @Test
    void aKeyMayBeInTheFileOfItsChain() throws Exception {
        assertThat(files.read(pem("both.pem", null))).hasSize(1);
    }

    @Test
    void aStoreGivesAllThatHasAKey() throws Exception {
        assertThat(files.read(store("ec.p12", "secret")))
                .singleElement()
                .satisfies(one -> assertThat(one.names()).contains("ec.example"));
    }

    @Test
    void aFileThatIsNotThereIsNamedWithItsWholePath() {
        TlsFault fault = faultOf(pem("nowhere.pem", "ec.key"));

        assertThat(fault.key()).isEqualTo("chain");
        assertThat(fault)
                .hasMessage("no such file: %s (paths are relative to the config file)", folder.resolve("nowhere.pem"));
    }

    @Test
    void aKeyOfAnotherCertificateIsTold() {
        TlsFault fault = faultOf(pem("ec.pem", "rsa.key"));

        assertThat(fault.key()).isEqualTo("key");
        assertThat(fault).hasMessageContaining("is not the key of the certificate in " + folder.resolve("ec.pem"));
    }

    @Test
    void aKeyOfTheSameKindForAnotherCertificateIsTold() {
        assertThat(faultOf(pem("ec384-with-parameters.pem", "ec.key"))).hasMessageContaining("is not the key");
    }

    @Test
    void aWrongOrMissingPasswordIsTold() {
        assertThat(faultOf(pem("rsa.pem", "rsa-locked.key", "wrong"))).hasMessageContaining("password does not open");
        assertThat(faultOf(pem("rsa.pem", "rsa-locked.key"))).hasMessageContaining("expected: password = …");
        assertThat(faultOf(store("ec.p12", "wrong")).key()).isEqualTo("password");
    }

    @Test
    void theOldWayToLockKeysIsRefusedWithTheRemedy() {
        assertThat(faultOf(pem("rsa.pem", "rsa-old-lock.key", "secret"))).hasMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    void aFileWithoutACertificateIsTold() {
        assertThat(faultOf(pem("empty.pem", "ec.key"))).hasMessageContaining("has no PEM block");
        assertThat(faultOf(pem("rsa.key", "rsa.key"))).hasMessageContaining("has a PRIVATE KEY but no certificate");
        assertThat(faultOf(store("empty.pem", "secret"))).hasMessageContaining("is not a PKCS12 store");
    }

    @Test
    void aChainInTheWrongOrderIsTold() throws Exception {
        Files.writeString(
                folder.resolve("mixed.pem"),
                Files.readString(folder.resolve("ec.pem")) + Files.readString(folder.resolve("rsa.pem")));

        assertThat(faultOf(pem("mixed.pem", "ec.key"))).hasMessageContaining("certificate 2");
    }

    @Test
    void aCertificateOfAnotherTimeIsTold() {
        CertificateFiles later = new CertificateFiles(folder, Clock.offset(Clock.systemUTC(), Duration.ofDays(3)));
        CertificateFiles earlier = new CertificateFiles(folder, Clock.offset(Clock.systemUTC(), Duration.ofDays(-3)));

        assertThatExceptionOfType(TlsFault.class)
                .isThrownBy(() -> later.read(pem("ec.pem", "ec.key")))
                .withMessageContaining("expired on ");
        assertThatExceptionOfType(TlsFault.class)
                .isThrownBy(() -> earlier.read(pem("ec.pem", "ec.key")))
                .withMessageContaining("is valid from ");
    }
}
