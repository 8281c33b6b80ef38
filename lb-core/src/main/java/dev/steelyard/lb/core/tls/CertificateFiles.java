package dev.steelyard.lb.core.tls;

import dev.steelyard.lb.core.config.CertificateConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads the files that the config names. */
final class CertificateFiles {
    private final Path directory;
    private final Clock clock;

    /**
     * @param directory what relative paths are relative to
     */
    CertificateFiles(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** The file behind a path of the config. */
    Path file(String path) {
        return directory.resolve(path).normalize();
    }

    /** The files that an entry names. */
    List<Path> filesOf(CertificateConfig config) {
        List<Path> files = new ArrayList<>();
        config.chain().map(this::file).ifPresent(files::add);
        config.key().map(this::file).ifPresent(files::add);
        config.keystore().map(this::file).ifPresent(files::add);
        return files;
    }

    /** The certificates of an entry: one, or all that a store has. */
    List<KeyedCertificate> read(CertificateConfig config) throws TlsFault {
        return config.keystore().isPresent() ? readStore(config) : List.of(readPem(config));
    }

    private KeyedCertificate readPem(CertificateConfig config) throws TlsFault {
        PemFile chainFile = PemFile.read("chain", file(config.chain().orElseThrow()));
        List<X509Certificate> chain = certificates("chain", chainFile);
        String keyAt = config.key().isPresent() ? "key" : "chain";
        PemFile keyFile =
                config.key().isPresent() ? PemFile.read(keyAt, file(config.key().get())) : chainFile;
        PrivateKey key = PrivateKeys.read(keyAt, keyFile, config.password());
        return KeyedCertificate.of(chainFile.path(), chain, key, keyAt, clock);
    }

    /** All certificates of a PEM file, at least one. */
    static List<X509Certificate> certificates(String key, PemFile file) throws TlsFault {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : file.labelled("CERTIFICATE")) {
            certificates.add(certificate(key, file.path(), block.der()));
        }
        if (certificates.isEmpty()) {
            String found = file.blocks().get(0).label();
            throw new TlsFault(
                    key,
                    file.path() + " has a " + found + " but no certificate (expected: -----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    private static X509Certificate certificate(String key, Path path, byte[] der) throws TlsFault {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException broken) {
            throw new TlsFault(key, path + " has a certificate that cannot be read: " + broken.getMessage(), broken);
        }
    }

    private List<KeyedCertificate> readStore(CertificateConfig config) throws TlsFault {
        Path path = file(config.keystore().orElseThrow());
        byte[] bytes = PemFile.bytes("keystore", path);
        char[] password = config.password().map(String::toCharArray).orElse(new char[0]);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            return entries(path, store, password);
        } catch (IOException | GeneralSecurityException refused) {
            boolean locked = refused.getCause() instanceof GeneralSecurityException;
            String why =
                    locked ? "cannot be opened with this password" : "is not a PKCS12 store: " + refused.getMessage();
            throw new TlsFault(locked ? "password" : "keystore", path + " " + why, refused);
        }
    }

    private List<KeyedCertificate> entries(Path path, KeyStore store, char[] password)
            throws GeneralSecurityException, TlsFault {
        List<KeyedCertificate> found = new ArrayList<>();
        List<String> aliases = Collections.list(store.aliases());
        Collections.sort(aliases);
        for (String alias : aliases) {
            if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
                List<X509Certificate> chain = x509(store.getCertificateChain(alias));
                found.add(KeyedCertificate.of(path, chain, key, "keystore", clock));
            }
        }
        if (found.isEmpty()) {
            throw new TlsFault("keystore", path + " has no key (expected: an entry of a certificate with its key)");
        }
        return found;
    }

    private static List<X509Certificate> x509(Certificate[] chain) {
        return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
    }
}
