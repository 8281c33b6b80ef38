package dev.steelyard.lb.core.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.core.config.BindAddress;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.StandingFaults;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jetty's TLS over end points of the loops: what lies under HTTP need not know what lies under TLS. */
@Timeout(60)
class TlsOnLoopsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private final LoopGroup loops;
    private final Server server = new Server(new LoopThreadPool());
    private final LoopConnector connector;

    TlsOnLoopsTest() throws Exception {
        loops = new LoopGroup("test-tls", 2);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keyStore().toString());
        tls.setKeyStorePassword(PASSWORD);
        connector = new LoopConnector(
                server,
                loops,
                () -> {},
                () -> {},
                new AcceptFault("tls", new StandingFaults()),
                new SslConnectionFactory(tls, "http/1.1"),
                new HttpConnectionFactory());
    }

    /** By the JDK's own tool, since the JDK has no public way to make a certificate. */
    private static synchronized Path keyStore() throws Exception {
        Path store = folder.resolve("keys.p12");
        if (store.toFile().exists()) {
            return store;
        }
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "lb",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "2")
                .inheritIO()
                .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
        return store;
    }

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        server.setHandler(new Echo());
        connector.open(new BindAddress("127.0.0.1", 0), 100, false);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        loops.close();
    }

    /** Sends back what it gets, as it gets it. */
    private static final class Echo extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            assertThat(EventLoop.current()).as("the handler runs on a loop").isNotNull();
            response.getHeaders().put("Content-Length", request.getLength());
            Content.copy(request, response, callback);
            return true;
        }
    }

    private SSLSocket connect(String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), connector.localPort());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static void exchange(SSLSocket socket, byte[] body) throws Exception {
        OutputStream out = socket.getOutputStream();
        Thread writer = new Thread(() -> {
            try {
                String head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n\r\n";
                out.write(head.getBytes(ISO_8859_1));
                out.write(body);
                out.flush();
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
        writer.start();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        assertThat(readHead(in)).startsWith("HTTP/1.1 200 ").contains("Content-Length: " + body.length);
        byte[] echoed = new byte[body.length];
        in.readFully(echoed);
        assertThat(echoed).isEqualTo(body);
        writer.join();
    }

    private static String readHead(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bodiesOfAnySizeGoThroughBothWaysOnOneConnection(String protocol) throws Exception {
        try (SSLSocket socket = connect(protocol)) {
            for (int size : new int[] {1, 100, 16_384, 16_385, 3_000_000}) {
                byte[] body = new byte[size];
                new SplittableRandom(size).nextBytes(body);
                exchange(socket, body);
            }
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        }
    }

    @Test
    void aConnectionThatEndsIsForgottenByItsLoop() throws Exception {
        try (SSLSocket socket = connect("TLSv1.3")) {
            exchange(socket, new byte[100]);
            assertThat(connections()).isOne();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (connections() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(connections()).isZero();
    }

    private int connections() {
        return loops.loops().stream().mapToInt(EventLoop::connections).sum();
    }
}
