package dev.steelyard.lb.healthchecks.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.testkit.FakeBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class SecureExchangeTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private static Path folder;

    private static SSLContext context;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=server",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        context = context(store);
    }

    private static SSLContext context(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return made;
    }

    private interface Script {
        void serve(SSLSocket socket) throws IOException;
    }

    /** Reads until the end, and says what it got. */
    private static final class All implements AnswerReader {
        private final StringBuilder text = new StringBuilder();

        @Override
        public ProbeResult received(ByteBuffer bytes) {
            text.append(StandardCharsets.ISO_8859_1.decode(bytes));
            return null;
        }

        @Override
        public ProbeResult ended() {
            return new ProbeResult(ProbeResult.Verdict.UP, 1, 200, text.toString());
        }
    }

    private static ProbeResult probe(SSLContext client, String version, byte[] request, Script script)
            throws Exception {
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setEnabledProtocols(new String[] {version});
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> accept(server, script));
            FakeBackend backend = FakeBackend.at("b", (InetSocketAddress) server.getLocalSocketAddress())
                    .inTls(protocols -> engine(client, protocols));
            ProbeResult result =
                    Exchange.start(backend, "echo", request, new All()).get(10, TimeUnit.SECONDS);
            served.get(10, TimeUnit.SECONDS);
            return result;
        }
    }

    private static SSLEngine engine(SSLContext client, List<String> protocols) {
        SSLEngine engine = client.createSSLEngine("127.0.0.1", 1);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static void accept(SSLServerSocket server, Script script) {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            script.serve(socket);
        } catch (IOException refused) {
            return; // the result tells
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatIsSaidAndAnsweredComesWhole(String version) throws Exception {
        String request = "x".repeat(70_000) + "!";
        ProbeResult result = probe(context, version, request.getBytes(), socket -> {
            byte[] read = socket.getInputStream().readNBytes(request.length());
            socket.getOutputStream().write(read);
        });

        assertThat(result.detail()).isEqualTo(request);
    }

    @Test
    void theProtocolOfTheCheckIsOffered() throws Exception {
        CompletableFuture<String> agreed = new CompletableFuture<>();
        probe(context, "TLSv1.3", new byte[] {'x'}, socket -> {
            socket.setHandshakeApplicationProtocolSelector((any, offered) -> {
                agreed.complete(String.join(",", offered));
                return offered.get(0);
            });
            socket.getInputStream().read();
        });

        assertThat(agreed).isCompletedWithValue("echo");
    }

    @Test
    void aServerThatIsNotTrustedFailsTheProbe() throws Exception {
        ProbeResult result = probe(
                SSLContext.getDefault(),
                "TLSv1.3",
                new byte[] {'x'},
                socket -> socket.getInputStream().read());

        assertThat(result.verdict()).isEqualTo(ProbeResult.Verdict.DOWN);
        assertThat(result.detail()).isEqualTo("TLS: unable to find valid certification path to requested target");
    }

    @Test
    void aServerThatHangsUpInTheHandshakeFailsTheProbe() throws Exception {
        ProbeResult result = probe(context, "TLSv1.3", new byte[] {'x'}, SSLSocket::close);

        assertThat(result.verdict()).isEqualTo(ProbeResult.Verdict.DOWN);
    }
}
