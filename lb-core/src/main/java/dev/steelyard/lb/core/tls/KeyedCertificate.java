package dev.steelyard.lb.core.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with its key, as it was read from files.
 *
 * @param file the certificate's
 * @param names whom it is for, in lower case; those with {@code *.} in front stand for every name one label longer
 * @param chain at least one; arrays are what the JDK wants
 */
record KeyedCertificate(Path file, List<String> names, X509Certificate[] chain, PrivateKey key) {
    private static final int DNS_NAME = 2; // RFC 5280 section 4.2.1.6
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,+]+)");

    /**
     * Takes a chain and a key together.
     *
     * @throws TlsFault if they do not belong together, or the certificate is not valid now
     */
    static KeyedCertificate of(Path file, List<X509Certificate> chain, PrivateKey key, String keyAt, Clock clock)
            throws TlsFault {
        X509Certificate own = chain.get(0);
        checkDates(file, own, clock.instant());
        checkOrder(file, chain);
        if (!belongTogether(own.getPublicKey(), key)) {
            String message = "is not the key of the certificate in " + file + ", " + shown(own)
                    + " (expected: the key that the certificate was asked for with; see openssl pkey -pubout)";
            throw new TlsFault(keyAt, message);
        }
        return new KeyedCertificate(file, names(own), chain.toArray(X509Certificate[]::new), key);
    }

    private static void checkDates(Path file, X509Certificate own, Instant now) throws TlsFault {
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw new TlsFault(
                    "chain",
                    file + " expired on " + own.getNotAfter().toInstant() + ", " + shown(own)
                            + " (expected: a renewed certificate)");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw new TlsFault(
                    "chain",
                    file + " is valid from " + own.getNotBefore().toInstant() + " on, " + shown(own)
                            + " (expected: a certificate of now; check the clock)");
        }
    }

    /** Each one signed by the next: clients give up on other chains, some of them. */
    private static void checkOrder(Path file, List<X509Certificate> chain) throws TlsFault {
        for (int i = 1; i < chain.size(); i++) {
            X509Certificate signed = chain.get(i - 1);
            X509Certificate signer = chain.get(i);
            if (!signed.getIssuerX500Principal().equals(signer.getSubjectX500Principal())) {
                throw new TlsFault(
                        "chain",
                        file + ": certificate " + (i + 1) + ", " + shown(signer)
                                + ", is not the signer of the one before, which is "
                                + signed.getIssuerX500Principal().getName()
                                + " (expected: the server's certificate first, then its signers one after the other)");
            }
        }
    }

    private static boolean belongTogether(PublicKey shown, PrivateKey key) {
        if (!shown.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        if (shown instanceof RSAPublicKey open && key instanceof RSAPrivateKey secret) {
            return open.getModulus().equals(secret.getModulus());
        }
        return verifies(shown, key);
    }

    private static boolean verifies(PublicKey shown, PrivateKey key) {
        try {
            byte[] text = new SecureRandom().generateSeed(16);
            Signature signature = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static String shown(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** The names of the extension, or else the common name, as before RFC 2818. */
    private static List<String> names(X509Certificate own) throws TlsFault {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = own.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME)) {
                    names.add(name.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException broken) {
            throw new TlsFault(
                    "chain", "the names of " + shown(own) + " cannot be read: " + broken.getMessage(), broken);
        }
        Matcher common = COMMON_NAME.matcher(shown(own));
        if (names.isEmpty() && common.find()) {
            names.add(common.group(1).toLowerCase(Locale.ROOT));
        }
        return List.copyOf(names);
    }

    /** The kind of key, as the JDK calls it: RSA, EC, EdDSA or RSASSA-PSS. */
    String keyType() {
        return chain[0].getPublicKey().getAlgorithm();
    }

    /** When it expires. */
    Instant expiry() {
        return chain[0].getNotAfter().toInstant();
    }
}
