package dev.steelyard.lb.core.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which certificate a client gets that names a server: a look-up in a hash table, or two for a wildcard, whatever their number.
 *
 * <p>Of several for one name with the same kind of key the first holds. Immutable; any thread.
 */
final class CertificateIndex {
    private final List<KeyedCertificate> all;
    private final Map<String, Map<String, KeyedCertificate>> byName = new HashMap<>();
    private final Map<String, KeyedCertificate> fallback = new HashMap<>();

    /**
     * @param all at least one; the first is for those who name none that is known
     */
    CertificateIndex(List<KeyedCertificate> all) {
        this.all = List.copyOf(all);
        for (KeyedCertificate certificate : all) {
            for (String name : certificate.names()) {
                byName.computeIfAbsent(name, added -> new HashMap<>(2)).putIfAbsent(certificate.keyType(), certificate);
            }
        }
        addFallback();
    }

    /** The first, and those for the very same names with another kind of key. */
    private void addFallback() {
        KeyedCertificate first = all.get(0);
        all.stream()
                .filter(other -> other == first || other.names().equals(first.names()))
                .forEach(other -> fallback.putIfAbsent(other.keyType(), other));
    }

    /** All certificates. */
    List<KeyedCertificate> all() {
        return all;
    }

    /** Whether there is a certificate for a name. */
    boolean covers(String name) {
        return of(name) != null;
    }

    /**
     * The certificate with a kind of key for a client.
     *
     * @param name what the client calls the server, or {@code null}
     * @param strict whether those who name no known one get none
     * @return {@code null} if there is none
     */
    KeyedCertificate choose(String name, String keyType, boolean strict) {
        Map<String, KeyedCertificate> known = name == null ? null : of(name);
        if (known == null) {
            return strict ? null : fallback.get(keyType);
        }
        return known.get(keyType);
    }

    /** A wildcard stands for one label (RFC 9525 section 6.3). */
    private Map<String, KeyedCertificate> of(String name) {
        String lower = canonical(name);
        Map<String, KeyedCertificate> exact = byName.get(lower);
        int dot = lower.indexOf('.');
        return exact != null || dot <= 0 ? exact : byName.get("*" + lower.substring(dot));
    }

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
