package dev.steelyard.lb.core.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads the private key of a PEM file: PKCS#8, plain or encrypted, PKCS#1 for RSA, SEC1 for elliptic curves. */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final String FORMS =
            "(expected: BEGIN PRIVATE KEY, RSA PRIVATE KEY, EC PRIVATE KEY or ENCRYPTED" + " PRIVATE KEY)";

    private final String key;
    private final PemFile file;
    private final Optional<String> password;

    private PrivateKeys(String key, PemFile file, Optional<String> password) {
        this.key = key;
        this.file = file;
        this.password = password;
    }

    /**
     * The first key of a file.
     *
     * @param key of the config, for the fault
     * @param password of an encrypted key
     */
    static PrivateKey read(String key, PemFile file, Optional<String> password) throws TlsFault {
        return new PrivateKeys(key, file, password).first();
    }

    private PrivateKey first() throws TlsFault {
        PemFile.Block block = file.blocks().stream()
                .filter(any -> any.label().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> fault("has no private key " + FORMS, null));
        if (block.der() == null) {
            throw fault(
                    "is encrypted in the old way of OpenSSL (remedy: openssl pkcs8 -topk8 -in " + file.path() + ")",
                    null);
        }
        return switch (block.label()) {
            case "PRIVATE KEY" -> ofPkcs8(block.der());
            case "RSA PRIVATE KEY" -> ofPkcs8(Der.pkcs8OfRsa(block.der()));
            case "EC PRIVATE KEY" -> ofSec1(block.der());
            case "ENCRYPTED PRIVATE KEY" -> ofPkcs8(decrypted(block.der()));
            default -> throw fault("has a key of the form " + block.label() + " " + FORMS, null);
        };
    }

    private PrivateKey ofSec1(byte[] der) throws TlsFault {
        try {
            return ofPkcs8(Der.pkcs8OfEc(der));
        } catch (IllegalArgumentException broken) {
            throw fault("has an EC key that cannot be read: " + broken.getMessage(), broken);
        }
    }

    private PrivateKey ofPkcs8(byte[] der) throws TlsFault {
        GeneralSecurityException last = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException another) {
                last = another;
            }
        }
        throw fault("has a key that is broken or of no known kind (expected: RSA, EC or Ed25519)", last);
    }

    private byte[] decrypted(byte[] der) throws TlsFault {
        if (password.isEmpty()) {
            throw fault("has an encrypted key (expected: password = …, best from the environment)", null);
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            // Of PBES2 the parameters alone know the whole name: PBEWithHmacSHA256AndAES_256.
            String algorithm =
                    info.getAlgName().equals("PBES2") || info.getAlgName().startsWith("1.2.840.113549.1.5.13")
                            ? info.getAlgParameters().toString()
                            : info.getAlgName();
            SecretKey secret = SecretKeyFactory.getInstance(algorithm)
                    .generateSecret(new PBEKeySpec(password.get().toCharArray()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (IOException | GeneralSecurityException refused) {
            throw fault("has an encrypted key that the password does not open", refused);
        }
    }

    private TlsFault fault(String what, Throwable cause) {
        return new TlsFault(key, file.path() + " " + what, cause);
    }
}
