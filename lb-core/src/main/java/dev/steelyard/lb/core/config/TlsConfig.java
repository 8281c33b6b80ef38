package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a listener speaks TLS.
 *
 * @param certificates at least one; the first is for clients that name no server, or one that no certificate is for
 * @param profile which versions and ciphers are spoken
 * @param strictSni whether clients are refused that name no server, or one that no certificate is for
 * @param clientAuth whether clients show certificates
 * @param clientCa PEM bundle of those who may have signed clients' certificates
 * @param handshakeTimeout how long a handshake may take; then the connection is closed
 */
public record TlsConfig(
        List<CertificateConfig> certificates,
        @Default("intermediate") Profile profile,
        @Default("false") boolean strictSni,
        @Default("off") ClientAuth clientAuth,
        Optional<String> clientCa,
        @Default("10s") @Min("100ms") @Max("5m") Duration handshakeTimeout) {

    /** Mozilla's recommendations for servers (wiki.mozilla.org/Security/Server_Side_TLS). */
    public enum Profile {
        /** TLS 1.3, and 1.2 with ciphers that keep old traffic secret if the key is lost. */
        INTERMEDIATE,
        /** TLS 1.3 alone. */
        MODERN
    }

    /** Whether clients show certificates. */
    public enum ClientAuth {
        /** They are not asked. */
        OFF,
        /** They are asked; what they show must be good. */
        OPTIONAL,
        /** Who shows none is refused. */
        REQUIRED
    }

    public TlsConfig {
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    "certificates: there is none (expected e.g. [ { chain = \"cert.pem\", key = \"key.pem\" } ])");
        }
        if (clientAuth != ClientAuth.OFF && clientCa.isEmpty()) {
            throw new IllegalArgumentException(
                    "client-ca: required, but missing (expected: a PEM file of those who sign clients' certificates)");
        }
        if (clientAuth == ClientAuth.OFF && clientCa.isPresent()) {
            throw new IllegalArgumentException(
                    "client-ca: has no effect with client-auth = off (expected: client-auth = optional or required)");
        }
    }
}
