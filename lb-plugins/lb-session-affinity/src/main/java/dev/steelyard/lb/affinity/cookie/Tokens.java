package dev.steelyard.lb.affinity.cookie;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands for a backend in a cookie: the first 128 bits of SHA-256 of its id, or of HMAC-SHA256 (RFC 2104) under a secret.
 *
 * <p>The same on every node and after every restart. 128 bits: two of n ids collide with a chance of n²/2^129, and guessing
 * a signature is hopeless at 2^128. Any thread.
 */
final class Tokens {
    private static final int BYTES = 16;

    private final Optional<Secret> secret;

    Tokens(Optional<Secret> secret) {
        this.secret = secret;
    }

    /** 22 characters of base64url. */
    String of(String id) {
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        byte[] hash = secret.isPresent() ? sign(secret.get(), text) : digest(text);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
    }

    private static byte[] digest(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    private static byte[] sign(Secret key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.bytes(), "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HmacSHA256", missing);
        }
    }
}
