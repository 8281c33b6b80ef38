package dev.steelyard.lb.core.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Gives each handshake the certificate for the name that its client asks for; which there are can change meanwhile.
 *
 * <p>The JDK asks for an alias first and then for what is behind it, so those of the set before are kept as long as the
 * next one holds. Any thread.
 */
final class SniKeys extends X509ExtendedKeyManager {
    private final boolean strict;
    private final AtomicLong sets = new AtomicLong();
    private volatile Sets current;

    private record Named(
            CertificateIndex index, Map<String, KeyedCertificate> byAlias, Map<KeyedCertificate, String> aliases) {}

    private record Sets(Named now, Named before) {
        KeyedCertificate of(String alias) {
            KeyedCertificate found = now.byAlias().get(alias);
            return found == null ? before.byAlias().get(alias) : found;
        }
    }

    SniKeys(boolean strict, CertificateIndex first) {
        this.strict = strict;
        Named named = named(first);
        this.current = new Sets(named, named);
    }

    /** From now on these are shown. */
    synchronized void take(CertificateIndex next) {
        current = new Sets(named(next), current.now());
    }

    CertificateIndex index() {
        return current.now().index();
    }

    private Named named(CertificateIndex index) {
        long set = sets.incrementAndGet();
        List<KeyedCertificate> all = index.all();
        Map<String, KeyedCertificate> byAlias =
                IntStream.range(0, all.size()).boxed().collect(Collectors.toMap(place -> set + "." + place, all::get));
        Map<KeyedCertificate, String> aliases = new IdentityHashMap<>();
        byAlias.forEach((alias, certificate) -> aliases.put(certificate, alias));
        return new Named(index, byAlias, aliases);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        Named now = current.now();
        KeyedCertificate chosen = now.index().choose(nameAskedFor(engine), keyType, strict);
        return chosen == null ? null : now.aliases().get(chosen);
    }

    private static String nameAskedFor(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        KeyedCertificate found = current.of(alias);
        return found == null ? null : found.chain();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        KeyedCertificate found = current.of(alias);
        return found == null ? null : found.key();
    }

    /** Not asked for by engines. */
    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
