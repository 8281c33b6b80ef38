package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EarlyAnswerTest {
    private static final String NO = "HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno";

    @Test
    void anAnswerBeforeTheEndOfTheUploadReachesTheClient() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    wire.readBytes(1000);
                    wire.write(NO);
                    wire.awaitClosedByPeer();
                    ended.countDown();
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000\r\n\r\n");
            client.write(new byte[1000]);

            Wire.Message response = client.read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            client.write(new byte[8_999_000]);
            assertThat(client.readToEnd()).isEmpty();
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }

    @Test
    void aClientThatLooksForTheAnswerOnlyAfterItsUploadGetsIt() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    wire.write(NO.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = TestBalancer.before(origin)) {
            for (int i = 0; i < 20; i++) {
                try (Wire client = balancer.connect()) {
                    client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n");
                    client.write(new byte[4_000_000]);
                    assertThat(client.read().status()).isEqualTo(413);
                }
            }
        }
    }

    @Test
    @Tag("SEC-19")
    void theUnreadRestOfABodyIsNeverTakenForARequest() throws Exception {
        String smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.keep(new Wire.Message(wire.readHead(), "", ""));
                    wire.write(NO);
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(413);
            client.write(smuggled.repeat(300));
            assertThat(client.readToEnd()).isEmpty();
            assertThat(origin.request().startLine()).startsWith("POST");
            assertThat(origin.requestsLeft()).isZero();
        }
    }

    @Test
    void aConversationOfBothBodiesAtOnceIsPassedOn() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
                    for (int i = 0; i < 3; i++) {
                        wire.write(wire.readBytes(1));
                    }
                    wire.readToEnd();
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n");
            client.readHead();
            for (String next : new String[] {"a", "b", "c"}) {
                client.write(next);
                assertThat(client.readBytes(1)).isEqualTo(next);
            }
        }
    }

    @Test
    void aBackendThatAnswersAndDoesNotReadTheLastOfTheBodyIsLeft() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    self.keep(new Wire.Message("", "", ""));
                    PassingOnTest.pause(500);
                    wire.write(NO);
                    PassingOnTest.pause(3000);
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 12000000\r\n\r\n");
            Thread upload = new Thread(() -> {
                try {
                    client.write(new byte[12_000_000]);
                } catch (java.io.IOException closed) {
                    return; // the answer is all that counts
                }
            });
            upload.start();
            assertThat(client.read().status()).isEqualTo(413);
            upload.join(10_000);
            assertThat(upload.isAlive()).isFalse();
        }
    }

    @Test
    void answersOfOurOwnReachAClientThatUploads() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer =
                        TestBalancer.configured().route("filters = [refusing]").before(origin)) {
            for (int i = 0; i < 10; i++) {
                try (Wire client = balancer.connect()) {
                    client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n");
                    client.write(new byte[4_000_000]);
                    assertThat(client.read().status()).isEqualTo(403);
                }
            }
        }
    }

    @Test
    void anAnswerOfOurOwnToASmallBodyKeepsTheConnection() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer =
                        TestBalancer.configured().route("filters = [refusing]").before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 5; i++) {
                Wire.Message response = client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody")
                        .read();
                assertThat(response.status()).isEqualTo(403);
                assertThat(response.header("Connection")).isNull();
            }
        }
    }
}
