package dev.steelyard.lb.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes certificates and keys in a folder, by a tool that is not ours. */
public final class OpenSsl {
    private final Path folder;

    public OpenSsl(Path folder) {
        this.folder = folder;
    }

    /** Whether the tool is there; for assumptions. */
    public static boolean isInstalled() {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Runs the tool in the folder; file names are relative to it. */
    public OpenSsl run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "openssl", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", command, Files.readString(log))
                .isZero();
        return this;
    }

    /** A key in PKCS#8 on the curve that most servers use. */
    public OpenSsl ecKey(String file) throws Exception {
        return run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file);
    }

    /** A certificate that its own key signs. */
    OpenSsl selfSigned(String key, String certificate, String names) throws Exception {
        return run(
                "req",
                "-x509",
                "-key",
                key,
                "-days",
                "2",
                "-subj",
                "/CN=" + key,
                "-addext",
                "subjectAltName=" + names,
                "-out",
                certificate);
    }

    /** A key and a certificate for it, as {@code NAME.key} and {@code NAME.pem}. */
    public OpenSsl pair(String name, String names) throws Exception {
        return ecKey(name + ".key").selfSigned(name + ".key", name + ".pem", names);
    }

    /**
     * The same, of a certificate that a pair of before signed, with that one's below it.
     *
     * @param days how long it is good, from now; negative if it expired
     */
    public OpenSsl pairSignedBy(String authority, String name, String names, int days) throws Exception {
        Files.writeString(file("names"), "subjectAltName=" + names + "\n");
        ecKey(name + ".key").run("req", "-new", "-key", name + ".key", "-subj", "/CN=" + name, "-out", name + ".csr");
        run(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".pem",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-days",
                String.valueOf(days),
                "-extfile",
                "names",
                "-out",
                name + ".pem");
        Files.writeString(
                file(name + ".pem"),
                Files.readString(file(name + ".pem")) + Files.readString(file(authority + ".pem")));
        return this;
    }

    /**
     * For a server that shows a pair.
     *
     * @param clientsOf the pair whose signature clients must have; {@code null} if they need none
     */
    public SSLContext server(String name, String clientsOf) throws Exception {
        run("pkcs12", "-export", "-in", name + ".pem", "-inkey", name + ".key", "-passout", "pass:x", "-out", name);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file(name))) {
            store.load(in, "x".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, "x".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), clientsOf == null ? null : trust(clientsOf), null);
        return context;
    }

    private TrustManager[] trust(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file(name + ".pem"))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return trust.getTrustManagers();
    }
}
