package dev.steelyard.lb.core.config;

import java.util.Optional;

/**
 * A certificate and its key: PEM files, or a PKCS12 store. Paths are relative to the config file.
 *
 * @param chain PEM file: the server's certificate first, then those above it
 * @param key PEM file of the key; in the chain's file if absent
 * @param keystore PKCS12 file, in place of both; every entry with a key is used
 * @param password of the store, or of an encrypted key
 */
public record CertificateConfig(
        Optional<String> chain, Optional<String> key, Optional<String> keystore, Optional<String> password) {

    public CertificateConfig {
        if (chain.isPresent() == keystore.isPresent()) {
            throw new IllegalArgumentException(
                    (chain.isPresent() ? "keystore: there is a chain already" : "neither chain nor keystore")
                            + " (expected: chain and key in PEM, or a PKCS12 keystore)");
        }
        if (keystore.isPresent() && key.isPresent()) {
            throw new IllegalArgumentException("key: has no effect, the keystore has it (expected: no key here)");
        }
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "CertificateConfig[" + chain.or(() -> keystore).orElseThrow() + "]";
    }
}
