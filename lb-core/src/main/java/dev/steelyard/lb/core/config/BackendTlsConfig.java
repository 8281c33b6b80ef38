package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import java.util.Optional;

/**
 * How the backends of a pool are spoken to in TLS; may be written as {@code tls = on}.
 *
 * @param enabled whether they are
 * @param verify whether their certificates are; off only for tests, since anybody between can read along then
 * @param ca PEM bundle of those who may have signed them; those the JVM trusts if absent
 * @param serverName who a backend must be, and what it is told by SNI; its host if absent
 * @param certificate shown to backends that ask for one
 * @param profile which versions and ciphers are spoken
 */
public record BackendTlsConfig(
        @Default("true") boolean enabled,
        @Default("on") Verify verify,
        Optional<String> ca,
        Optional<String> serverName,
        Optional<CertificateConfig> certificate,
        @Default("intermediate") TlsConfig.Profile profile) {

    /** What backends are spoken to where nothing else is said. */
    static final BackendTlsConfig OFF = plain(false);

    /** Whether certificates of backends are verified. */
    public enum Verify {
        /** By signer, name and dates. */
        ON,
        /** Not at all. */
        OFF
    }

    public BackendTlsConfig {
        if (verify == Verify.OFF && ca.isPresent()) {
            throw new IllegalArgumentException("ca: has no effect with verify = off (expected: one of both)");
        }
        if (serverName.isPresent() && !serverName.get().matches("[A-Za-z0-9_:.-]{1,253}")) {
            throw new IllegalArgumentException(
                    "server-name: '" + serverName.get() + "' (expected: a host name, such as backend.example.com)");
        }
    }

    private static BackendTlsConfig plain(boolean enabled) {
        return new BackendTlsConfig(
                enabled,
                Verify.ON,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TlsConfig.Profile.INTERMEDIATE);
    }

    /**
     * Reads the short form.
     *
     * @throws IllegalArgumentException for anything but on and off
     */
    public static BackendTlsConfig of(String text) {
        return switch (text) {
            case "on", "true" -> plain(true);
            case "off", "false" -> OFF;
            default -> throw new IllegalArgumentException("'" + text + "' (expected: on, off, or a block of keys)");
        };
    }
}
