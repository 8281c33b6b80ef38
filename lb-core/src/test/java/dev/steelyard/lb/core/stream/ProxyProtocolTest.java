package dev.steelyard.lb.core.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.core.proxy.TestBalancer;
import dev.steelyard.lb.core.server.LeavingListeners;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Headers of the PROXY protocol, believed and sent. */
@Timeout(60)
class ProxyProtocolTest {
    private static final String TRUSTED = "proxy-protocol { from = [\"127.0.0.0/8\"], timeout = 1s }";
    private static final String UNTRUSTED = "proxy-protocol { from = [\"192.0.2.0/24\"] }";
    private static final String LINE = "PROXY TCP4 203.0.113.9 198.51.100.1 56324 443\r\n";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private TestBalancer tcp(String listener, String pool) throws Exception {
        return TestBalancer.configured()
                .listener("protocol = tcp, pool = main, " + listener)
                .pool(pool)
                .before(server.port());
    }

    private static Socket connect(TestBalancer balancer) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
        client.setSoTimeout(10_000);
        client.setTcpNoDelay(true);
        return client;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String receive(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
    }

    private static void end(Socket socket) throws IOException {
        socket.close();
    }

    @Test
    void theClientOfATrustedProxyIsWhoItSays(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("access.log");
        try (TestBalancer balancer = TestBalancer.configured()
                        .listener("protocol = tcp, pool = main, " + TRUSTED)
                        .log(log)
                        .before(server.port());
                Socket client = connect(balancer)) {
            send(client, LINE + "glued to it");
            Socket backend = server.take();
            assertThat(receive(backend, 11)).isEqualTo("glued to it");
            end(backend);
        }
        assertThat(Files.readString(log)).contains("\"client\":\"203.0.113.9\"");
    }

    @Test
    void aHeaderMayComeByteByByteAndInBinary() throws Exception {
        byte[] header =
                ProxyHeader.v2(new InetSocketAddress("203.0.113.9", 56324), new InetSocketAddress("198.51.100.1", 443));
        String whole = new String(header, ISO_8859_1) + "payload";
        try (TestBalancer balancer = tcp(TRUSTED, "send-proxy = v1");
                Socket client = connect(balancer)) {
            for (char c : whole.toCharArray()) {
                send(client, "" + c);
            }
            Socket backend = server.take();
            String expected = "PROXY TCP4 203.0.113.9 127.0.0.1 56324 " + balancer.port() + "\r\npayload";
            assertThat(receive(backend, expected.length())).isEqualTo(expected);
            end(backend);
        }
    }

    @Test
    @Tag("SEC-24")
    void aHeaderOfAnUntrustedPeerIsNotBelieved(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("access.log");
        try (TestBalancer balancer = TestBalancer.configured()
                        .listener("protocol = tcp, pool = main, " + UNTRUSTED)
                        .log(log)
                        .before(server.port());
                Socket client = connect(balancer)) {
            send(client, LINE);
            Socket backend = server.take();
            assertThat(receive(backend, LINE.length())).isEqualTo(LINE);
            end(backend);
        }
        assertThat(Files.readString(log)).contains("\"client\":\"127.0.0.1\"");
    }

    @Test
    @Tag("SEC-24")
    void aTrustedProxyThatSendsNoneIsRefused() throws Exception {
        try (TestBalancer balancer = tcp(TRUSTED, "")) {
            for (String bad : new String[] {
                "GET / HTTP/1.1\r\n\r\n", "PROXY TCP4 1.2.3.4 nonsense\r\n", "PROXY " + "x".repeat(200)
            }) {
                try (Socket client = connect(balancer)) {
                    send(client, bad);
                    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
                }
            }
            try (Socket silent = connect(balancer)) {
                assertThatThrownBy(() -> silent.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            assertThat(balancer.clientFaults("bad_proxy_header")).isEqualTo(4);
            assertThat(server.waiting()).isZero();
        }
    }

    @Test
    void backendsAreToldInEitherVersion() throws Exception {
        try (TestBalancer balancer = tcp("", "send-proxy = v2");
                Socket client = connect(balancer)) {
            send(client, "hello");
            Socket backend = server.take();
            byte[] expected = ProxyHeader.v2((InetSocketAddress) client.getLocalSocketAddress(), (InetSocketAddress)
                    client.getRemoteSocketAddress());
            assertThat(backend.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
            assertThat(receive(backend, 5)).isEqualTo("hello");
            end(backend);
        }
    }

    @Test
    void aRequestOfATrustedProxyComesFromTheClientItNames() throws Exception {
        try (TestBalancer balancer = TestBalancer.configured().listener(TRUSTED).before(server.port());
                Socket client = connect(balancer)) {
            send(client, LINE + "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n");
            Socket backend = server.take();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append(receive(backend, 1));
            }
            assertThat(head.toString())
                    .contains("X-Forwarded-For: 203.0.113.9\r\n")
                    .doesNotContain("6.6.6.6");
            send(backend, "HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(receive(client, 12)).isEqualTo("HTTP/1.1 204");
        }
    }

    /** It is not open yet, and must not find the routes gone when it would be. */
    @Test
    void aListenerThatLeavesWaitsForHeadersThatAreUnderWayAndThenTakesNone() throws Exception {
        try (TestBalancer balancer = tcp(TRUSTED, "");
                Socket client = connect(balancer)) {
            send(client, "PROXY TCP4 203.0");
            TestBalancer.await("the header began", () -> balancer.server().openConnections() == 1);
            LeavingListeners leaving = balancer.server().take(balancer.server().prepare(Map.of(), name -> null));
            assertThat(leaving.areQuiet()).isFalse();
            leaving.close();
            send(client, ".113.9 198.51.100.1 56324 443\r\n");
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            TestBalancer.await("the connection is gone", leaving::areQuiet);
            assertThat(server.waiting()).isZero();
        }
    }
}
