package dev.steelyard.lb.core.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFaultTest {
    private static void endAbruptly(Wire client, boolean reset) throws Exception {
        if (reset) {
            client.reset();
        } else {
            client.hangUp();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesDuringItsUploadIsNoFaultOfTheBackend(boolean reset) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    wire.readBytes(5);
                    begun.countDown();
                    wire.awaitClosedByPeer();
                    ended.countDown();
                });
                TestBalancer balancer = TestBalancer.before(origin)) {
            Wire client = balancer.connect();
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhello");
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            endAbruptly(client, reset);

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isZero();
            assertThat(balancer.backend(0).metrics().requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesDuringItsDownloadIsNoFaultOfTheBackend(boolean reset) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        byte[] block = new byte[64 * 1024];
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    try {
                        while (true) {
                            wire.write(block);
                        }
                    } catch (java.io.IOException closed) {
                        ended.countDown();
                    }
                });
                TestBalancer balancer = TestBalancer.before(origin)) {
            Wire client = balancer.connect();
            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readHead();
            client.skip(1_000_000);
            endAbruptly(client, reset);

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }

    @Test
    void aClientThatFallsSilentDuringItsUploadIsTold408() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer =
                        TestBalancer.configured().listener("idle-timeout = 1s").before(origin);
                Wire client = balancer.connect()) {
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhello");

            Wire.Message response = client.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.header("Connection")).isEqualTo("close");
            client.hangUp();
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }

    @Test
    void theBackendsTimeIsNotSpentWaitingForTheClient() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = TestBalancer.configured()
                        .pool("timeouts.response = 300ms")
                        .before(origin);
                Wire client = balancer.connect()) {
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhello");

            assertThat(client.read().status()).isEqualTo(408);
            client.hangUp();
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }

    @Test
    @Tag("SEC-16")
    void aClientThatDoesNotReadItsDownloadIsLeftWithoutFaultOfTheBackend() throws Exception {
        byte[] block = new byte[64 * 1024];
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    while (true) {
                        wire.write(block);
                    }
                });
                TestBalancer balancer =
                        TestBalancer.configured().listener("idle-timeout = 1s").before(origin);
                Wire client = Wire.narrowTo(balancer.port())) {
            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readHead();
            TestBalancer.await("it goes on", () -> balancer.metrics().active() == 0);
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }

    @Test
    void aSilentConnectionIsClosed() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer =
                        TestBalancer.configured().listener("idle-timeout = 1s").before(origin);
                Wire idle = balancer.connect();
                Wire begun = balancer.connect()) {
            begun.write("GET / HTTP/1.1\r\nHo");

            assertThat(idle.isClosedByPeer()).isTrue();
            begun.awaitClosedByPeer();
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void aClientThatEndsItsSideAfterTheRequestGetsItsAnswer() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").endOutput();

            assertThat(client.read().body()).isEqualTo("hello");
        }
    }

    @Test
    @Tag("SEC-17")
    void aHeadThatComesByteByByteIsCutOffThoughTheClientIsNeverSilentForLong() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .listener("head-timeout = 500ms")
                        .before(origin);
                Wire client = balancer.connect()) {
            client.write("GET / HTTP/1.1\r\nHost: h\r\n");
            String answer = client.trickle("X: ".getBytes(US_ASCII), "x".getBytes(US_ASCII));

            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("Connection: close");
            assertThat(origin.connections()).isZero();
            assertThat(balancer.clientFaults("slow_head")).isEqualTo(1);
        }
    }

    @Test
    void aSecondHeadOnAConnectionHasItsTimeToo() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .listener("head-timeout = 500ms")
                        .before(origin);
                Wire client = balancer.connect()) {
            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);

            assertThat(client.trickle("GET /".getBytes(US_ASCII), "x".getBytes(US_ASCII)))
                    .startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aHeadThatComesInTwoPiecesInTimeIsFineAndSoIsALongUploadAfterIt() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                TestBalancer balancer = TestBalancer.configured()
                        .listener("head-timeout = 300ms")
                        .before(origin);
                Wire client = balancer.connect()) {
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-");
            client.write("Length: 8\r\n\r\n");
            for (int i = 0; i < 8; i++) {
                client.pause(Duration.ofMillis(100));
                client.write("x");
            }
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(balancer.clientFaults("slow_head")).isZero();
        }
    }

    @Test
    @Tag("SEC-17")
    void aBodyThatComesByteByByteIsCutOffWithoutFaultOfTheBackend() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");

            assertThat(client.trickle("x".getBytes(US_ASCII), "x".getBytes(US_ASCII)))
                    .startsWith("HTTP/1.1 408 ");
            client.hangUp();
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }
}
