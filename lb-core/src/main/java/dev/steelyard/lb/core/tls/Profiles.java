package dev.steelyard.lb.core.tls;

import dev.steelyard.lb.core.config.TlsConfig.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;

/**
 * Versions and ciphers by Mozilla's guidelines 5.7 (ssl-config.mozilla.org).
 *
 * <p>Of the intermediate ones those with finite-field Diffie-Hellman are left out, whose clients all know elliptic curves too and
 * which cost ten times as much.
 */
final class Profiles {
    private static final List<String> VERSION_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    private static final List<String> VERSION_1_2 = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private Profiles() {}

    /** Sets what a profile allows and this JVM knows. */
    static void apply(Profile profile, List<String> known, SSLParameters parameters) {
        boolean modern = profile == Profile.MODERN;
        parameters.setProtocols(modern ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.3", "TLSv1.2"});
        Stream<String> older = modern ? Stream.empty() : VERSION_1_2.stream();
        parameters.setCipherSuites(Stream.concat(VERSION_1_3.stream(), older)
                .filter(known::contains)
                .toArray(String[]::new));
    }

    /** The ciphers that this JVM knows. */
    static List<String> known(SSLParameters supported) {
        return Arrays.asList(supported.getCipherSuites());
    }
}
