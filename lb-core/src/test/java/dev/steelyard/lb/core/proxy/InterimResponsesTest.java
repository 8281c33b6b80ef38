package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterimResponsesTest {
    private static final String EXPECTING =
            "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";

    @Test
    void theBodyComesWhenTheBackendAsksForIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    String head = wire.readHead();
                    assertThat(head).contains("Expect: 100-continue");
                    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
                    wire.write("HTTP/1.1 100 Continue\r\n\r\n");
                    self.keep(new Wire.Message(head, wire.readBytes(4), ""));
                    wire.write(RawOrigin.HELLO);
                    wire.readToEnd();
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(EXPECTING);
            asked.countDown();
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            client.write("body");

            Wire.Message response = client.read();
            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.header("Connection")).isNull();
            assertThat(origin.request().body()).isEqualTo("body");
            assertThat(client.write("GET /..%2F HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"417 Expectation Failed", "401 Unauthorized", "200 OK"})
    @Tag("SEC-18")
    void aBackendThatAnswersAtOnceNeverGetsTheBody(String answer) throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    String head = wire.readHead();
                    wire.write("HTTP/1.1 " + answer + "\r\nContent-Length: 2\r\n\r\nno");
                    self.keep(new Wire.Message(head, wire.readToEnd(), ""));
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            Wire.Message response = client.write(EXPECTING).read();

            assertThat(response.startLine()).isEqualTo("HTTP/1.1 " + answer);
            assertThat(response.body()).isEqualTo("no");
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(origin.request().body()).isEmpty();
            assertThat(client.readToEnd()).isEmpty();
            client.hangUp();
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isZero();
        }
    }

    @Test
    void aBackendThatAnswersAtOnceMayAnswerAtLength() throws Exception {
        String megabytes = "x".repeat(5_000_000);
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 403 No\r\nContent-Length: 5000000\r\n\r\n" + megabytes);
                    wire.readToEnd();
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            assertThat(client.write(EXPECTING).read().body()).hasSize(5_000_000);
        }
    }

    @Test
    void aBackendThatDoesNotKnowTheExpectationGetsTheBodyAfterAWhile() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write(EXPECTING + "body");

            Wire.Message response = client.read();
            if (response.status() == 100) {
                response = client.read();
            }
            assertThat(response.body()).isEqualTo("hello");
            assertThat(origin.request().body()).isEqualTo("body");
        }
    }

    @Test
    void anExpectationThatIsNotPassedOnHoldsNothingUp() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            String request = EXPECTING.replace("Expect:", "Connection: Expect, close\r\nExpect:");
            Wire.Message response = balancer.ask(request + "body");

            assertThat(response.status()).isEqualTo(200);
            assertThat(origin.request().head()).doesNotContain("Expect");
        }
    }

    @Test
    void theExpectationOfAnHttp10ClientIsIgnored() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.ask("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody")
                            .body())
                    .isEqualTo("hello");
            assertThat(origin.request().head()).doesNotContain("Expect");
        }
    }

    @Test
    void earlyHintsArePassedOn() throws Exception {
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: X-Hop\r\nX-Hop: 1\r\n\r\n";
        try (RawOrigin origin = RawOrigin.saying(hints + hints + RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 3; i++) {
                client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                for (int j = 0; j < 2; j++) {
                    assertThat(client.readHead())
                            .startsWith("HTTP/1.1 103 ")
                            .contains("Link: </a.css>")
                            .doesNotContain("Hop");
                }
                Wire.Message last = client.read();
                assertThat(last.body()).isEqualTo("hello");
                assertThat(last.header("Link")).isNull();
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 104, 199})
    void noInterimResponseIsTakenForTheLast(int status) throws Exception {
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 " + status + " X\r\n\r\n" + RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            Wire.Message response =
                    client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n").read();
            while (response.status() < 200) {
                response = client.read();
            }
            assertThat(response.body()).isEqualTo("hello");
        }
    }

    @Test
    void aClientOfHttp10GetsNoInterimResponse() throws Exception {
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 103 X\r\n\r\n" + RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.ask("GET / HTTP/1.0\r\n\r\n").body()).isEqualTo("hello");
        }
    }

    @Test
    @Tag("SEC-20")
    void aBackendThatSwitchesProtocolsUnaskedIsBroken() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nraw");
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.get("/").status()).isEqualTo(502);
            balancer.awaitIdle();
            assertThat(balancer.backend(0).metrics().errors()).isEqualTo(1);
        }
    }

    @Test
    void aBackendThatBreaksOffAfterAnInterimResponseIsBroken() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 10");
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.read().status()).isEqualTo(102);
            assertThat(client.read().status()).isEqualTo(502);
        }
    }
}
