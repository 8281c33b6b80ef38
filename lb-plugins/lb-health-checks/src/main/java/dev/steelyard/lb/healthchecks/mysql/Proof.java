package dev.steelyard.lb.healthchecks.mysql;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;

/** Ways to prove that one knows a password. */
final class Proof {
    static final String NATIVE = "mysql_native_password";
    static final String CACHING_SHA2 = "caching_sha2_password";

    /** Bytes of a challenge. */
    static final int CHALLENGE = 20;

    private Proof() {}

    /** Whether a method sends nothing that could be used again. */
    static boolean isKnown(String method) {
        return method.equals(NATIVE) || method.equals(CACHING_SHA2);
    }

    /**
     * The answer to a challenge; none for an empty password.
     *
     * @param method one that is known
     */
    static byte[] of(String method, String password, byte[] challenge) {
        if (password.isEmpty()) {
            return new byte[0];
        }
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        if (method.equals(CACHING_SHA2)) {
            byte[] once = digest("SHA-256", secret);
            return xor(once, digest("SHA-256", digest("SHA-256", once), challenge));
        }
        byte[] once = digest("SHA-1", secret);
        return xor(once, digest("SHA-1", challenge, digest("SHA-1", once)));
    }

    /**
     * The password, to be read by the owner of a key only.
     *
     * @param pem of an RSA key
     */
    static byte[] encrypted(String password, byte[] challenge, String pem) throws ProtocolException {
        byte[] secret = (password + "\0").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < secret.length; i++) {
            secret[i] ^= challenge[i % challenge.length];
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key(pem));
            return cipher.doFinal(secret);
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            throw new ProtocolException("the server's public key cannot be used");
        }
    }

    private static PublicKey key(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
        byte[] encoded = Base64.getMimeDecoder().decode(base64);
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static byte[] xor(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length);
        for (int i = 0; i < both.length; i++) {
            both[i] ^= b[i];
        }
        return both;
    }

    private static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + algorithm, missing);
        }
    }
}
