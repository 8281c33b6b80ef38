package dev.steelyard.lb.core.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;

/** What backends are told of a client's certificate, in the form that Envoy made common: {@code Hash=…;Subject="…"}. */
final class ClientCertificate {
    private static final String KEPT = ClientCertificate.class.getName();

    private ClientCertificate() {}

    /** Of a session with a client that showed one; worked out once for all its requests. */
    static String of(SSLSession session) {
        if (session.getValue(KEPT) instanceof String known) {
            return known;
        }
        try {
            Certificate[] shown = session.getPeerCertificates();
            String text = text((X509Certificate) shown[0]);
            session.putValue(KEPT, text);
            return text;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    private static String text(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
        return "Hash=" + HexFormat.of().formatHex(sha256(certificate)) + ";Subject=\"" + quoted(subject) + "\"";
    }

    /** A name may hold anything, and a header only what is printable: the rest is written as RFC 4514 section 2.4 has it. */
    private static String quoted(String subject) {
        StringBuilder text = new StringBuilder();
        for (byte octet : subject.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c == '"') {
                text.append("22"); // after the backslash that the JDK writes before each
            } else if (c < ' ' || c > '~') {
                text.append('\\').append(HexFormat.of().toHexDigits(octet));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static byte[] sha256(X509Certificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (CertificateEncodingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
