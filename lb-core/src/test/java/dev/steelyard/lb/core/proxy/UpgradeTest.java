package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing the balancer at the end of each test also checks that no buffer, lease or request is left. */
class UpgradeTest {
    /** The key and what follows from it stand in RFC 6455 section 1.3. */
    private static final String WEBSOCKET = "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-Mine: 1\r\n\r\n";

    /** Says that it goes on in another protocol, and then sends back line by line what comes. */
    private static RawOrigin echo(String answer) {
        return RawOrigin.running((wire, self) -> {
            self.take(wire);
            wire.write(answer);
            while (true) {
                wire.write("echo " + wire.readLine() + "\n");
            }
        });
    }

    @Test
    void whatBothSidesSayAfterTheSwitchIsPassedOnUnread() throws Exception {
        try (RawOrigin origin = echo(SWITCHED);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            String head = client.write(WEBSOCKET).readHead();

            assertThat(head)
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("\nConnection: Upgrade")
                    .contains("\nUpgrade: websocket", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "X-Mine: 1")
                    .doesNotContainIgnoringCase("Content-Length");
            Wire.Message request = origin.request();
            assertThat(request.headers("Connection")).containsExactly("Upgrade");
            assertThat(request.headers("Upgrade")).containsExactly("websocket");
            for (int i = 0; i < 100; i++) {
                assertThat(client.write("hello " + i + "\n").readLine()).isEqualTo("echo hello " + i);
            }
        }
    }

    @Test
    void bytesThatComeWithTheSwitchAreNotLost() throws Exception {
        try (RawOrigin origin = echo(SWITCHED + "early\n");
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(WEBSOCKET + "early too\n").readHead();

            assertThat(client.readLine()).isEqualTo("early");
            assertThat(client.readLine()).isEqualTo("echo early too");
        }
    }

    @Test
    void megabytesArePassedOnWhole() throws Exception {
        byte[] block = new byte[1 << 20];
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write(SWITCHED);
                    for (int i = 0; i < 16; i++) {
                        wire.write(wire.readRaw(block.length));
                    }
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(WEBSOCKET).readHead();
            for (int i = 0; i < 16; i++) {
                java.util.Arrays.fill(block, (byte) i);
                client.write(block);
                assertThat(client.readRaw(block.length)).isEqualTo(block);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBackendIsInUseUntilOneSideLeaves(boolean clientLeaves) throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write(SWITCHED);
                    if (clientLeaves) {
                        wire.awaitClosedByPeer();
                        left.countDown();
                    } else {
                        leave.await(10, TimeUnit.SECONDS);
                        wire.hangUp();
                    }
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(WEBSOCKET).readHead();
            TestBalancer.await(
                    "the tunnel does not stand", () -> balancer.metrics().tunnels() == 1);
            assertThat(balancer.backend(0).inFlight()).isEqualTo(1);
            assertThat(balancer.backend(0).metrics().requests()).isEqualTo(1);

            if (clientLeaves) {
                client.hangUp();
                assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
            } else {
                leave.countDown();
                client.awaitClosedByPeer();
                client.hangUp();
            }
            balancer.awaitIdle();
            assertThat(balancer.metrics().tunnels()).isZero();
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }

    @Test
    void oneSideMayEndWhileTheOtherGoesOn() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write(SWITCHED);
                    String all = wire.readToEnd();
                    wire.write("you said " + all);
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(WEBSOCKET).readHead();
            client.write("this");
            client.endOutput();

            assertThat(client.readToEnd()).isEqualTo("you said this");
        }
    }

    @Test
    @Tag("SEC-29")
    void aTunnelOnWhichBothAreSilentIsClosed() throws Exception {
        try (RawOrigin origin = echo(SWITCHED);
                TestBalancer balancer =
                        TestBalancer.configured().pool("timeouts.tunnel = 1s").before(origin);
                Wire client = balancer.connect()) {
            client.write(WEBSOCKET).readHead();
            assertThat(client.write("hello\n").readLine()).isEqualTo("echo hello");

            client.awaitClosedByPeer();
            balancer.awaitIdle();
        }
    }

    @Test
    void aTunnelIsNotCutByTheTimesOfRequests() throws Exception {
        try (RawOrigin origin = echo(SWITCHED);
                TestBalancer balancer = TestBalancer.configured()
                        .listener("idle-timeout = 1s, head-timeout = 100ms")
                        .pool("timeouts { response = 300ms, keep-alive = 1s }")
                        .before(origin);
                Wire client = balancer.connect()) {
            client.write(WEBSOCKET).readHead();
            client.write("hel");
            client.pause(Duration.ofMillis(1500));

            assertThat(client.write("lo\n").readLine()).isEqualTo("echo hello");
        }
    }

    @Test
    void anAnswerThatIsNoSwitchIsPassedOnLikeAnyOther() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            assertThat(client.write(WEBSOCKET).read().body()).isEqualTo("hello");
            assertThat(client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").read().body())
                    .isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: wrong=\r\n",
                "Connection: Upgrade\r\nUpgrade: websocket\r\n",
                "Connection: Upgrade\r\nUpgrade: other\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
                "Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
                "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            })
    @Tag("SEC-20")
    void aSwitchThatDoesNotFitTheOfferOpensNoTunnel(String headers) throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 101 Switching Protocols\r\n" + headers + "\r\n");
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer =
                        TestBalancer.configured().pool("retry.attempts = 1").before(origin);
                Wire client = balancer.connect()) {
            assertThat(client.write(WEBSOCKET).read().status()).isEqualTo(502);
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
                "Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n"
            })
    @Tag("SEC-20")
    void whatIsNoOfferToTheBackendIsNotPassedOn(String headers) throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            String body = headers.contains("Content-Length") ? "hi" : "";
            assertThat(balancer.ask("GET / HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n" + body)
                            .status())
                    .isEqualTo(200);
            assertThat(origin.request().head())
                    .doesNotContainIgnoringCase("upgrade")
                    .doesNotContainIgnoringCase("http2-settings");
        }
    }

    @Test
    void aBackendThatIsRemovedByForceTakesItsTunnelsWithIt() throws Exception {
        try (RawOrigin origin = echo(SWITCHED);
                RawOrigin other = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin, other);
                Wire client = balancer.connect()) {
            client.write(WEBSOCKET).readHead();
            assertThat(client.write("hello\n").readLine()).isEqualTo("echo hello");
            balancer.pool().members().removeNow("b0");

            client.awaitClosedByPeer();
        }
    }

    @Test
    void aStopWaitsForTunnelsUntilItsTimeIsOver() throws Exception {
        try (RawOrigin origin = echo(SWITCHED);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(WEBSOCKET).readHead();
            assertThat(client.write("hello\n").readLine()).isEqualTo("echo hello");

            Thread stop = new Thread(() -> drain(balancer));
            stop.start();
            TestBalancer.await("it still accepts", () -> !accepts(balancer));
            assertThat(client.write("you\n").readLine()).isEqualTo("echo you");
            assertThat(stop.isAlive()).isTrue();
            client.hangUp();
            stop.join(10_000);
            assertThat(stop.isAlive()).isFalse();
        }
    }

    private static void drain(TestBalancer balancer) {
        try {
            balancer.server().drain(Duration.ofSeconds(30));
        } catch (InterruptedException cannotBe) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean accepts(TestBalancer balancer) {
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), balancer.port())) {
            return socket.isConnected();
        } catch (java.io.IOException refused) {
            return false;
        }
    }
}
