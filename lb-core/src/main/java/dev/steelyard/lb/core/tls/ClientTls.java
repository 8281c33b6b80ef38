package dev.steelyard.lb.core.tls;

import dev.steelyard.lb.core.config.BackendTlsConfig;
import dev.steelyard.lb.core.config.BackendTlsConfig.Verify;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * How the backends of one {@code tls} block are spoken to.
 *
 * <p>Engines are made by any thread. Files that changed are taken on by one thread at a time.
 */
public final class ClientTls implements Watched {
    /** A session stands for a certificate that was looked at when it began: this long after that it may be out of date. */
    private static final Duration SESSION = Duration.ofHours(1);

    private final BackendTlsConfig config;
    private final CertificateFiles files;
    private FileStamp stamp;
    private volatile Terms terms;

    private ClientTls(BackendTlsConfig config, CertificateFiles files) {
        this.config = config;
        this.files = files;
    }

    /**
     * Reads all files.
     *
     * @param faults hears of every file that cannot be used, with its key under {@code tls}
     * @return {@code null} if there was a fault
     */
    static ClientTls load(BackendTlsConfig config, CertificateFiles files, BiConsumer<String, TlsFault> faults) {
        ClientTls made = new ClientTls(config, files);
        made.takeOnChanges(faults);
        return made.terms == null ? null : made;
    }

    /** What holds for new connections. Another object once files have changed, and with it the old connections are out of date. */
    public Terms terms() {
        return terms;
    }

    @Override
    public List<Path> files() {
        List<Path> all = new ArrayList<>();
        config.certificate().ifPresent(own -> all.addAll(files.filesOf(own)));
        config.ca().map(files::file).ifPresent(all::add);
        return all;
    }

    @Override
    public void takeOnChanges(BiConsumer<String, TlsFault> faults) {
        FileStamp now = FileStamp.of(files());
        if (now.equals(stamp)) {
            return;
        }
        KeyedCertificate own = orNull(this::readOwn, "certificate.", faults);
        TrustManager[] trust = orNull(this::readTrust, "", faults);
        if (trust != null && (own != null || config.certificate().isEmpty())) {
            terms = new Terms(config, context(own, trust), own);
            stamp = now;
        }
    }

    private interface Reading<T> {
        T read() throws TlsFault;
    }

    private static <T> T orNull(Reading<T> reading, String at, BiConsumer<String, TlsFault> faults) {
        try {
            return reading.read();
        } catch (TlsFault fault) {
            faults.accept(at + fault.key(), fault);
            return null;
        }
    }

    private KeyedCertificate readOwn() throws TlsFault {
        return config.certificate().isEmpty()
                ? null
                : files.read(config.certificate().get()).get(0);
    }

    /** Those that the JVM trusts where there is no bundle. */
    private TrustManager[] readTrust() throws TlsFault {
        if (config.verify() == Verify.OFF) {
            return new TrustManager[] {new Unverified()};
        }
        return config.ca().isEmpty()
                ? TrustFile.ofTheJvm()
                : TrustFile.read("ca", files.file(config.ca().get()));
    }

    private static SSLContext context(KeyedCertificate own, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own == null ? new KeyManager[0] : new KeyManager[] {new OwnKey(own)}, trust, null);
            context.getClientSessionContext().setSessionTimeout((int) SESSION.toSeconds());
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JVM speaks no TLS: " + impossible.getMessage(), impossible);
        }
    }

    @Override
    public Optional<String> risk() {
        return config.verify() == Verify.OFF
                ? Optional.of("verify = off: whoever answers is believed (expected outside of tests: on, with ca)")
                : Optional.empty();
    }

    @Override
    public List<KeyedCertificate> certificates() {
        return terms.own == null ? List.of() : List.of(terms.own);
    }

    /** What some files said, and the sessions that began by them. Any thread. */
    public static final class Terms {
        private final BackendTlsConfig config;
        private final SSLContext context;
        private final KeyedCertificate own; // null for none
        private final List<String> ciphers;

        private Terms(BackendTlsConfig config, SSLContext context, KeyedCertificate own) {
            this.config = config;
            this.context = context;
            this.own = own;
            this.ciphers = Profiles.known(context.getSupportedSSLParameters());
        }

        /**
         * An engine for one connection to a server.
         *
         * @param host who it is, unless the config has a name for it
         * @param place where it is, one number for each server: sessions are resumed with the one they began with, and the JDK
         *     tells servers of one name apart by a number only, which it calls port and uses for nothing else
         * @param protocols that may be spoken inside, the best first, for ALPN; none is agreed on if empty
         */
        public SSLEngine newEngine(String host, int place, List<String> protocols) {
            ServerIdentity server = ServerIdentity.of(config.serverName().orElse(host));
            SSLEngine engine = context.createSSLEngine(server.name(), place);
            engine.setUseClientMode(true);
            SSLParameters parameters = context.getDefaultSSLParameters();
            Profiles.apply(config.profile(), ciphers, parameters);
            parameters.setServerNames(server.sni());
            parameters.setApplicationProtocols(protocols.toArray(String[]::new));
            if (config.verify() == Verify.ON) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            engine.setSSLParameters(parameters);
            return engine;
        }
    }
}
