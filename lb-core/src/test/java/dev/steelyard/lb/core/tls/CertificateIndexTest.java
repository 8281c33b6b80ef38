package dev.steelyard.lb.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateIndexTest {

    private static KeyedCertificate certificate(String keyType, String... names) {
        return new KeyedCertificate(
                Path.of(names[0]), List.of(names), new X509Certificate[] {new FakeCertificate(key(keyType))}, null);
    }

    private static PublicKey key(String type) {
        try {
            return KeyPairGenerator.getInstance(type).generateKeyPair().getPublic();
        } catch (java.security.NoSuchAlgorithmException unknown) {
            throw new AssertionError(unknown);
        }
    }

    private final KeyedCertificate first = certificate("EC", "first.example");
    private final KeyedCertificate firstInRsa = certificate("RSA", "first.example");
    private final KeyedCertificate wild = certificate("EC", "*.example.com", "example.com");
    private final KeyedCertificate exact = certificate("EC", "shop.example.com");
    private final CertificateIndex index = new CertificateIndex(List.of(first, firstInRsa, wild, exact));

    @Test
    void anExactNameGoesBeforeAWildcard() {
        assertThat(index.choose("shop.example.com", "EC", false)).isSameAs(exact);
        assertThat(index.choose("www.example.com", "EC", false)).isSameAs(wild);
        assertThat(index.choose("example.com", "EC", false)).isSameAs(wild);
    }

    @Test
    void aWildcardStandsForOneLabelOnly() {
        assertThat(index.covers("a.b.example.com")).isFalse();
        assertThat(index.covers(".example.com")).isFalse();
        assertThat(index.choose("a.b.example.com", "EC", false)).isSameAs(first);
    }

    @Test
    void caseAndATrailingDotMakeNoDifference() {
        assertThat(index.choose("SHOP.Example.COM.", "EC", true)).isSameAs(exact);
    }

    @Test
    void whoNamesNobodyGetsTheFirstOfTheKindOfKeyHeKnows() {
        assertThat(index.choose(null, "EC", false)).isSameAs(first);
        assertThat(index.choose(null, "RSA", false)).isSameAs(firstInRsa);
        assertThat(index.choose("unknown.example", "RSA", false)).isSameAs(firstInRsa);
        assertThat(index.choose(null, "EdDSA", false)).isNull();
    }

    @Test
    void whereItIsStrictWhoNamesNobodyKnownGetsNone() {
        assertThat(index.choose(null, "EC", true)).isNull();
        assertThat(index.choose("unknown.example", "EC", true)).isNull();
    }

    @Test
    void aNameIsNotServedByAnothersCertificateOfTheKindOfKeyItLacks() {
        assertThat(index.choose("shop.example.com", "RSA", false)).isNull();
    }

    @Test
    void tenThousandNamesAreFoundEach() {
        List<KeyedCertificate> many = new ArrayList<>(List.of(first));
        PublicKey shared = key("EC");
        for (int i = 0; i < 10_000; i++) {
            X509Certificate[] chain = {new FakeCertificate(shared)};
            many.add(new KeyedCertificate(Path.of("x"), List.of("host" + i + ".example"), chain, null));
        }
        CertificateIndex large = new CertificateIndex(many);

        for (int i = 0; i < 10_000; i++) {
            assertThat(large.choose("host" + i + ".example", "EC", true)).isSameAs(many.get(i + 1));
        }
    }
}
