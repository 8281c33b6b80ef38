package dev.steelyard.lb.core.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.core.proxy.TestBalancer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections of TLS that go by what their clients say first, byte for byte as it came. */
@Timeout(60)
class TlsPassthroughTest {
    private final TestServer mail = new TestServer();
    private final TestServer web = new TestServer();
    private final TestServer rest = new TestServer();

    @AfterEach
    void stop() throws Exception {
        mail.close();
        web.close();
        rest.close();
    }

    private TestBalancer balancer(String more) throws Exception {
        return TestBalancer.configured()
                .listener("""
                        protocol = tls, head-timeout = 1s
                        routes = [
                          { match { sni = "*.mail.example.com" }, pool = mail }
                          { match { sni = "www.example.com", alpn = [ h2, "http/1.1" ] }, pool = web }
                        ]
                        """ + more)
                .part("pools.mail { health.interval = 1h, backends = [\"127.0.0.1:" + mail.port() + "\"] }")
                .part("pools.web { health.interval = 1h, backends = [\"127.0.0.1:" + web.port() + "\"] }")
                .before(rest.port());
    }

    private static Socket connect(TestBalancer balancer) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
        client.setSoTimeout(10_000);
        client.setTcpNoDelay(true);
        return client;
    }

    private static void comesTo(TestServer server, TestBalancer balancer, byte[] hello) throws Exception {
        try (Socket client = connect(balancer)) {
            client.getOutputStream().write(hello);
            Socket backend = server.take();
            assertThat(backend.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
            backend.close();
        }
    }

    @Test
    void theServerNameAndTheProtocolsDecide() throws Exception {
        try (TestBalancer balancer = balancer("pool = main")) {
            comesTo(mail, balancer, ClientHelloTest.hello("imap.mail.example.com"));
            comesTo(web, balancer, ClientHelloTest.hello("WWW.example.com", "x", "http/1.1"));
            comesTo(rest, balancer, ClientHelloTest.hello("www.example.com", "x"));
            comesTo(rest, balancer, ClientHelloTest.hello("mail.example.com"));
            comesTo(rest, balancer, ClientHelloTest.hello(null));
        }
    }

    @Test
    void aHelloInPiecesComesWholeWithWhatFollows() throws Exception {
        byte[] hello = ClientHelloTest.inRecordsOf(50, ClientHelloTest.hello("imap.mail.example.com"));
        try (TestBalancer balancer = balancer("pool = main");
                Socket client = connect(balancer)) {
            for (byte part : hello) {
                client.getOutputStream().write(part);
            }
            client.getOutputStream().write("more".getBytes(US_ASCII));
            Socket backend = mail.take();
            assertThat(backend.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
            assertThat(new String(backend.getInputStream().readNBytes(4), US_ASCII))
                    .isEqualTo("more");
            backend.close();
        }
    }

    @Test
    void aServerThatIsNotHereIsRefusedByAnAlert() throws Exception {
        try (TestBalancer balancer = balancer("");
                Socket client = connect(balancer)) {
            client.getOutputStream().write(ClientHelloTest.hello("other.example.com"));
            assertThat(client.getInputStream().readAllBytes()).containsExactly(21, 3, 3, 0, 2, 2, 112);
            balancer.awaitIdle();
            assertThat(balancer.count("lb_stream_connections_total{listener=\"web\",result=\"no_route\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatIsNoTlsAndWhatDoesNotComeIsClosed() throws Exception {
        try (TestBalancer balancer = balancer("pool = main")) {
            try (Socket client = connect(balancer)) {
                client.getOutputStream().write('G');
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            try (Socket slow = connect(balancer)) {
                slow.getOutputStream().write(22);
                assertThatThrownBy(() -> slow.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            balancer.awaitIdle();
            assertThat(balancer.count("lb_stream_connections_total{listener=\"web\",result=\"bad_hello\"}"))
                    .isEqualTo(1);
            assertThat(balancer.count("lb_stream_connections_total{listener=\"web\",result=\"hello_timeout\"}"))
                    .isEqualTo(1);
        }
    }
}
