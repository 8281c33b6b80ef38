package dev.steelyard.lb.core.tls;

import dev.steelyard.lb.core.config.CertificateConfig;
import dev.steelyard.lb.core.config.TlsConfig;
import dev.steelyard.lb.core.config.TlsConfig.ClientAuth;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;

/**
 * How the listeners of one {@code tls} block speak TLS.
 *
 * <p>Engines are made by any thread. Files that changed are taken on by one thread at a time; sessions that clients resume
 * live on over new certificates, but not over other signers of clients' certificates, who would be believed without a look.
 */
public final class ServerTls implements Watched {
    private final TlsConfig config;
    private final CertificateFiles files;
    private final SniKeys keys;
    private Map<CertificateConfig, Loaded> loaded;
    private FileStamp trustStamp;
    private volatile Rules rules;

    /** The certificates of an entry, and what its files looked like before they were read. */
    private record Loaded(FileStamp stamp, List<KeyedCertificate> certificates) {}

    private record Rules(SSLContext context, SSLParameters parameters) {}

    /**
     * Reads all files.
     *
     * @param faults hears of every file that cannot be used, with the path of its key under {@code tls}
     * @return {@code null} if there was a fault
     */
    static ServerTls load(TlsConfig config, CertificateFiles files, BiConsumer<String, TlsFault> faults) {
        Map<CertificateConfig, Loaded> loaded = loadAll(config, files, Map.of(), faults);
        ServerTls made = loaded == null ? null : new ServerTls(config, files, loaded);
        try {
            FileStamp stamp = stampOfTrust(config, files);
            TrustManager[] trust = trust(config, files);
            if (made != null) {
                made.trustStamp = stamp;
                made.rules = made.rules(trust);
            }
            return made;
        } catch (TlsFault fault) {
            faults.accept(fault.key(), fault);
            return null;
        }
    }

    private ServerTls(TlsConfig config, CertificateFiles files, Map<CertificateConfig, Loaded> loaded) {
        this.config = config;
        this.files = files;
        this.loaded = loaded;
        this.keys = new SniKeys(config.strictSni(), index(loaded));
    }

    private static Map<CertificateConfig, Loaded> loadAll(
            TlsConfig config,
            CertificateFiles files,
            Map<CertificateConfig, Loaded> before,
            BiConsumer<String, TlsFault> faults) {
        Map<CertificateConfig, Loaded> loaded = new LinkedHashMap<>();
        boolean whole = true;
        for (int i = 0; i < config.certificates().size(); i++) {
            CertificateConfig entry = config.certificates().get(i);
            try {
                loaded.put(entry, load(entry, files, before.get(entry)));
            } catch (TlsFault fault) {
                faults.accept("certificates[" + i + "]." + fault.key(), fault);
                loaded.put(entry, before.get(entry));
                whole &= before.containsKey(entry);
            }
        }
        return whole ? loaded : null;
    }

    /** What has not changed is not read again: there may be ten thousand. */
    private static Loaded load(CertificateConfig entry, CertificateFiles files, Loaded before) throws TlsFault {
        FileStamp stamp = FileStamp.of(files.filesOf(entry));
        return before != null && before.stamp().equals(stamp) ? before : new Loaded(stamp, files.read(entry));
    }

    private static CertificateIndex index(Map<CertificateConfig, Loaded> loaded) {
        return new CertificateIndex(loaded.values().stream()
                .flatMap(entry -> entry.certificates().stream())
                .toList());
    }

    private static FileStamp stampOfTrust(TlsConfig config, CertificateFiles files) {
        return FileStamp.of(config.clientCa().map(files::file).stream().toList());
    }

    private static TrustManager[] trust(TlsConfig config, CertificateFiles files) throws TlsFault {
        return config.clientCa().isEmpty()
                ? new TrustManager[0]
                : TrustFile.read("client-ca", files.file(config.clientCa().get()));
    }

    private Rules rules(TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, trust, null);
            SSLParameters parameters = context.getDefaultSSLParameters();
            Profiles.apply(config.profile(), Profiles.known(context.getSupportedSSLParameters()), parameters);
            parameters.setUseCipherSuitesOrder(true);
            parameters.setNeedClientAuth(config.clientAuth() == ClientAuth.REQUIRED);
            if (config.clientAuth() == ClientAuth.OPTIONAL) {
                parameters.setWantClientAuth(true);
            }
            if (config.strictSni()) {
                parameters.setSNIMatchers(List.of(new KnownNames(keys)));
            }
            return new Rules(context, parameters);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JVM speaks no TLS: " + impossible.getMessage(), impossible);
        }
    }

    /** Those that it does not match are told so, by the alert {@code unrecognized_name}. */
    private static final class KnownNames extends SNIMatcher {
        private final SniKeys keys;

        KnownNames(SniKeys keys) {
            super(StandardConstants.SNI_HOST_NAME);
            this.keys = keys;
        }

        @Override
        public boolean matches(SNIServerName name) {
            return keys.index().covers(new String(name.getEncoded(), StandardCharsets.US_ASCII));
        }
    }

    /** An engine for one connection from a client. */
    public SSLEngine newEngine() {
        Rules now = rules;
        SSLEngine engine = now.context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(now.parameters());
        return engine;
    }

    /** How long a handshake may take. */
    public Duration handshakeTimeout() {
        return config.handshakeTimeout();
    }

    /** Whether there is a certificate for a name. */
    public boolean covers(String name) {
        return keys.index().covers(name);
    }

    @Override
    public List<Path> files() {
        List<Path> all = new ArrayList<>();
        config.certificates().forEach(entry -> all.addAll(files.filesOf(entry)));
        config.clientCa().map(files::file).ifPresent(all::add);
        return all;
    }

    @Override
    public void takeOnChanges(BiConsumer<String, TlsFault> faults) {
        Map<CertificateConfig, Loaded> next = loadAll(config, files, loaded, faults);
        if (next != null && !next.equals(loaded)) {
            loaded = next;
            keys.take(index(next));
        }
        takeOnTrust(faults);
    }

    private void takeOnTrust(BiConsumer<String, TlsFault> faults) {
        try {
            FileStamp stamp = stampOfTrust(config, files);
            if (!stamp.equals(trustStamp)) {
                rules = rules(trust(config, files));
                trustStamp = stamp;
            }
        } catch (TlsFault fault) {
            faults.accept(fault.key(), fault);
        }
    }

    @Override
    public List<KeyedCertificate> certificates() {
        return keys.index().all();
    }
}
