package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendFaultTest {
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";

    /** A port that nobody listens on. */
    private static int deadPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }

    @Test
    void aRequestThatNeverLeftIsTriedElsewhereWhateverItsMethod() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured().before(deadPort(), origin.port())) {
            for (int i = 0; i < 4; i++) {
                assertThat(balancer.ask(POST).status()).isEqualTo(200);
                assertThat(origin.request().body()).isEqualTo("body");
            }
            assertThat(balancer.backend(0).metrics().errors()).isPositive();
            assertThat(balancer.backend(1).metrics().errors()).isZero();
        }
    }

    @Test
    void withAllBackendsDownTheAnswerIs502() throws Exception {
        try (TestBalancer balancer = TestBalancer.configured().before(deadPort(), deadPort())) {
            Wire.Message response = balancer.ask(POST);

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).startsWith("502 Bad Gateway: the server cannot be reached");
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(1);
            assertThat(balancer.backend(1).metrics().errors()).isEqualTo(1);
        }
    }

    @Test
    void withNoHealthyBackendTheAnswerIs503() throws Exception {
        try (TestBalancer balancer =
                TestBalancer.configured().pool("health.check = down").before(deadPort())) {
            TestBalancer.await("the backend is still in", () -> !balancer.pool().hasEligible());

            Wire.Message response = balancer.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isEqualTo("1");
            assertThat(response.body()).startsWith("503 Service Unavailable: no server is available");
        }
    }

    /** Answers once and closes when the next request comes, without having said so. */
    private static RawOrigin closingWhenUsedAgain(AtomicInteger turns) {
        return RawOrigin.running((wire, self) -> {
            if (turns.getAndIncrement() == 0) {
                self.take(wire);
                wire.write(RawOrigin.HELLO);
                wire.readHead();
                wire.reset();
            } else {
                RawOrigin.answers(request -> RawOrigin.HELLO).serve(wire, self);
            }
        });
    }

    @Test
    void aConnectionThatClosesAsItIsUsedAgainCostsNoGet() throws Exception {
        try (RawOrigin closing = closingWhenUsedAgain(new AtomicInteger());
                RawOrigin sound = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(closing, sound)) {
            for (int i = 0; i < 6; i++) {
                assertThat(balancer.get("/" + i).status()).isEqualTo(200);
            }
            assertThat(balancer.count("lb_upstream_retries")).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatClosesAsItIsUsedAgainIsNotRiskedTwiceForAPost() throws Exception {
        try (RawOrigin closing = closingWhenUsedAgain(new AtomicInteger());
                TestBalancer balancer = TestBalancer.before(closing);
                Wire client = balancer.connect()) { // one client connection, so one loop and its one backend connection
            assertThat(client.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(client.write(POST).read().status()).isEqualTo(502);
            assertThat(balancer.ask(POST).status()).isEqualTo(200);
        }
    }

    @Test
    void anIdleConnectionThatTheBackendClosedIsNotUsedAgain() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write(RawOrigin.HELLO);
                });
                TestBalancer balancer = TestBalancer.before(origin)) {
            for (int i = 0; i < 5; i++) {
                assertThat(balancer.ask(POST).status()).isEqualTo(200);
                PassingOnTest.pause(50);
            }
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }

    @Test
    void aResetBeforeTheAnswerIsA502ForAPost() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.reset();
                });
                TestBalancer balancer = TestBalancer.before(origin)) {
            Wire.Message response = balancer.ask(POST);
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).contains("closed the connection without an answer");
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    void aResponseThatIsBrokenOffIsBrokenOffForTheClientToo(String framing) throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n5\r\nhe");
                    PassingOnTest.pause(100);
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(rest(client)).doesNotEndWith("0\r\n\r\n").hasSizeLessThan(10);
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(1);
        }
    }

    private static String rest(Wire client) {
        try {
            return client.readToEnd();
        } catch (IOException reset) {
            return "";
        }
    }

    @Test
    void aBrokenOffResponseToHttp10DoesNotEndCleanly() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                    PassingOnTest.pause(100);
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("GET / HTTP/1.0\r\n\r\n");

            assertThatThrownBy(() -> {
                        client.readHead();
                        client.readToEnd();
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nbad header\r\n\r\n"
            })
    void aMalformedResponseIsA502(String answer) throws Exception {
        try (RawOrigin origin = RawOrigin.saying(answer);
                TestBalancer balancer = TestBalancer.before(origin)) {
            Wire.Message response = balancer.get("/");

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).startsWith("502 Bad Gateway: ").doesNotContain("Exception", "jetty");
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(1);
        }
    }

    @Test
    void aHeadOfMoreThan32KiBIsA502() throws Exception {
        String long30 = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(30_000) + "\r\nContent-Length: 0\r\n\r\n";
        String long40 = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(40_000) + "\r\nContent-Length: 0\r\n\r\n";
        try (RawOrigin origin = RawOrigin.answering(request -> request.head().contains("/more") ? long40 : long30);
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.get("/").header("X")).hasSize(30_000);
            assertThat(balancer.get("/more").status()).isEqualTo(502);
        }
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsA504() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = TestBalancer.configured()
                        .pool("timeouts.response = 200ms")
                        .before(origin)) {
            assertThat(balancer.ask(POST).status()).isEqualTo(504);
            assertThat(balancer.get("/").status()).isEqualTo(504);
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerThatFallsSilentIsBrokenOff() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = TestBalancer.configured()
                        .pool("timeouts.response = 200ms")
                        .before(origin);
                Wire client = balancer.connect()) {
            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readHead();
            assertThat(rest(client)).hasSizeLessThanOrEqualTo(5);
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(1);
        }
    }

    @Test
    void aConnectThatIsNotAcceptedInTimeIsA504() throws Exception {
        List<Socket> backlog = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, backlog);
            try (TestBalancer balancer =
                    TestBalancer.configured().pool("timeouts.connect = 200ms").before(full.getLocalPort())) {
                Wire.Message response = balancer.get("/");
                assertThat(response.status()).isEqualTo(504);
                assertThat(response.body()).contains("cannot be reached in time");
            }
        } finally {
            for (Socket socket : backlog) {
                socket.close();
            }
        }
    }

    /** Connects until the kernel takes no more. */
    private static void fill(ServerSocket listener, List<Socket> backlog) throws IOException {
        for (int i = 0; i < 64; i++) {
            Socket socket = new Socket();
            backlog.add(socket);
            try {
                socket.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 300);
            } catch (java.net.SocketTimeoutException fullNow) {
                return;
            }
        }
    }

    @Test
    void aServerErrorIsPassedOnAndCounts() throws Exception {
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops");
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.get("/").body()).isEqualTo("oops");
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(1);
        }
    }

    @Test
    @Tag("SEC-21")
    void bytesAfterAResponseAreNeverTakenForTheNext() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(request -> request.head().contains("/first")
                        ? RawOrigin.HELLO + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
                        : RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            assertThat(client.write("GET /first HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read()
                            .body())
                    .isEqualTo("hello");
            for (int i = 0; i < 3; i++) {
                assertThat(client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                                .read()
                                .body())
                        .isEqualTo("hello");
            }
        }
    }
}
