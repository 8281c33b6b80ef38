package dev.steelyard.lb.core.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Those whose signatures are believed, from a PEM bundle. */
final class TrustFile {
    private TrustFile() {}

    /**
     * Reads a bundle.
     *
     * @param key of the config, for the fault
     */
    static TrustManager[] read(String key, Path path) throws TlsFault {
        List<X509Certificate> authorities = CertificateFiles.certificates(key, PemFile.read(key, path));
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca" + i, authorities.get(i));
            }
            return managers(store);
        } catch (IOException | GeneralSecurityException refused) {
            throw new TlsFault(key, path + " cannot be used: " + refused.getMessage(), refused);
        }
    }

    /** Those whom the JVM trusts. */
    static TrustManager[] ofTheJvm() throws TlsFault {
        try {
            return managers(null);
        } catch (GeneralSecurityException refused) {
            throw new TlsFault("ca", "those the JVM trusts cannot be read: " + refused.getMessage(), refused);
        }
    }

    private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return InDate.and(factory.getTrustManagers());
    }
}
