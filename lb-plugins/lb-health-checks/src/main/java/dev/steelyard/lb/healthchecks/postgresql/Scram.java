package dev.steelyard.lb.healthchecks.postgresql;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding, for one password.
 *
 * <p>The salted password costs thousands of hashes and is the same at every login, so it is kept. Any thread.
 */
final class Scram {
    static final String MECHANISM = "SCRAM-SHA-256";

    /** A server that asks for more would have us compute for a second at each probe. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private static final String HEADER = "n,,";

    private final byte[] password;
    private final SecureRandom random;
    private volatile Salted salted = new Salted("", 0, new byte[0]);

    private record Salted(String salt, int iterations, byte[] key) {}

    Scram(String password, SecureRandom random) {
        this.password = password.getBytes(StandardCharsets.UTF_8);
        this.random = random;
    }

    /** Begins a login. */
    Login login() {
        byte[] nonce = new byte[18];
        random.nextBytes(nonce);
        return new Login(Base64.getEncoder().encodeToString(nonce));
    }

    /** One login: its messages in their order. */
    final class Login {
        private final String nonce;
        private byte[] expectedSignature; // null until the proof was made
        private boolean verified;

        private Login(String nonce) {
            this.nonce = nonce;
        }

        /** The user's name is the one of the startup message, so none is given here. */
        String first() {
            return HEADER + bare();
        }

        private String bare() {
            return "n=,r=" + nonce;
        }

        /** Our proof, in answer to the server's challenge. */
        String proof(String challenge) throws ProtocolException {
            Map<String, String> fields = fields(challenge);
            String both = fields.getOrDefault("r", "");
            int iterations = iterations(fields.getOrDefault("i", ""));
            if (!both.startsWith(nonce) || both.length() == nonce.length()) {
                throw new ProtocolException("the server's nonce does not continue ours");
            }
            String withoutProof = "c=" + base64(HEADER.getBytes(StandardCharsets.US_ASCII)) + ",r=" + both;
            byte[] signed = bytes(bare() + "," + challenge + "," + withoutProof);
            return withoutProof + ",p=" + base64(prove(salted(fields.getOrDefault("s", ""), iterations), signed));
        }

        private byte[] prove(byte[] key, byte[] signed) {
            expectedSignature = hmac(hmac(key, bytes("Server Key")), signed);
            byte[] clientKey = hmac(key, bytes("Client Key"));
            byte[] signature = hmac(sha256(clientKey), signed);
            for (int i = 0; i < clientKey.length; i++) {
                clientKey[i] ^= signature[i];
            }
            return clientKey;
        }

        /** Sees whether the server knows the password as well. */
        void verify(String outcome) throws ProtocolException {
            byte[] signature = decode(fields(outcome).getOrDefault("v", ""));
            if (expectedSignature == null || !MessageDigest.isEqual(expectedSignature, signature)) {
                throw new ProtocolException("the server does not know the password: it is not who it says");
            }
            verified = true;
        }

        /** Whether the server has proved that it knows the password. */
        boolean isVerified() {
            return verified;
        }
    }

    private static int iterations(String text) throws ProtocolException {
        try {
            int count = Integer.parseInt(text);
            if (count > 0 && count <= MOST_ITERATIONS) {
                return count;
            }
        } catch (NumberFormatException wrong) {
            throw new ProtocolException("the server's count of iterations is no number");
        }
        throw new ProtocolException(
                "the server asks for " + text + " iterations (expected: 1.." + MOST_ITERATIONS + ")");
    }

    private byte[] salted(String salt, int iterations) throws ProtocolException {
        Salted known = salted;
        if (!known.salt().equals(salt) || known.iterations() != iterations) {
            known = new Salted(salt, iterations, stretch(decode(salt), iterations));
            salted = known;
        }
        return known.key();
    }

    /** PBKDF2 of one block (RFC 5802 section 2.2). */
    private byte[] stretch(byte[] salt, int iterations) {
        byte[] block = Arrays.copyOf(salt, salt.length + 4);
        block[block.length - 1] = 1;
        Mac mac = mac(password);
        byte[] round = mac.doFinal(block);
        byte[] key = round.clone();
        for (int i = 1; i < iterations; i++) {
            round = mac.doFinal(round);
            for (int at = 0; at < key.length; at++) {
                key[at] ^= round[at];
            }
        }
        return key;
    }

    private static Map<String, String> fields(String message) {
        Map<String, String> fields = new HashMap<>();
        for (String field : message.split(",")) {
            if (field.length() >= 2 && field.charAt(1) == '=') {
                fields.put(field.substring(0, 1), field.substring(2));
            }
        }
        return fields;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decode(String base64) throws ProtocolException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException wrong) {
            throw new ProtocolException("a message from the server is malformed");
        }
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        return mac(key).doFinal(message);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // An empty password is no key to Java; a zero means the same, since keys are padded with zeros (RFC 2104).
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no HmacSHA256", missing);
        }
    }

    private static byte[] sha256(byte[] of) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(of);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no SHA-256", missing);
        }
    }
}
