package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedRequestsTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\n";

    private RawOrigin origin;
    private TestBalancer balancer;

    @BeforeEach
    void start() throws Exception {
        origin = RawOrigin.saying(RawOrigin.HELLO);
        balancer = TestBalancer.configured()
                .listener("limits { max-header-size = 2KiB, max-uri-size = 200B, max-body-size = 100B }")
                .before(origin);
    }

    @AfterEach
    void stop() {
        try {
            balancer.close();
        } finally {
            origin.close();
        }
    }

    static Stream<String> malformedHeads() {
        String get = "GET / HTTP/1.1\r\nHost: h\r\n";
        return Stream.of(
                "GARBAGE\r\n\r\n",
                "GET /\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / x HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET / HTTP/1.1\nHost: h\n\n",
                get + "X: a\nY: b\r\n\r\n",
                get + "X: a\r\n folded\r\n\r\n",
                get + ": nameless\r\n\r\n",
                get + "X : space\r\n\r\n",
                get + "X y: space\r\n\r\n",
                get + "X: a\u0000b\r\n\r\n",
                get + "X: a\u0001b\r\n\r\n",
                get + "X: a\rb\r\n\r\n",
                get + "X\u0000: a\r\n\r\n",
                get + "no colon\r\n\r\n",
                POST + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody",
                POST + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody5",
                POST + "Content-Length: 4, 4\r\n\r\nbody",
                POST + "Content-Length: +4\r\n\r\nbody",
                POST + "Content-Length: -4\r\n\r\nbody",
                POST + "Content-Length: 0x4\r\n\r\nbody",
                POST + "Content-Length: 4 4\r\n\r\nbody",
                POST + "Content-Length:\r\n\r\nbody",
                POST + "Content-Length: 18446744073709551620\r\n\r\nbody",
                POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding\r\n: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("malformedHeads")
    @Tag("SEC-01")
    @Tag("SEC-02")
    @Tag("SEC-05")
    @Tag("SEC-06")
    @Tag("SEC-08")
    void aMalformedHeadIsRefusedAndTheBackendSeesNothing(String request) throws Exception {
        try (Wire client = balancer.connect()) {
            client.write(request + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
            Wire.Message response = client.read();

            assertThat(response.status()).isIn(400, 501, 505);
            assertThat(response.body()).doesNotContain("Exception", "jetty", "\tat ");
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(origin.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "-3\r\nabc\r\n0\r\n\r\n",
                "3_\r\nabc\r\n0\r\n\r\n",
                "ffffffffffffffff3\r\nabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                "3\nabc\n0\n\n",
                "3\r\nabcX\r\n0\r\n\r\n",
                "3;a\nX\r\nabc\r\n0\r\n\r\n",
                "3;a\rX\r\nabc\r\n0\r\n\r\n",
                "zz\r\n",
                "0\r\nX: a\nY: b\r\n\r\n",
                "0\r\n: x\r\n\r\n"
            })
    @Tag("SEC-03")
    @Tag("SEC-04")
    void aMalformedChunkIsTheClientsFault(String body) throws Exception {
        try (Wire client = balancer.connect()) {
            client.write(
                    POST + "Transfer-Encoding: chunked\r\n\r\n" + body + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(client.read().status()).isIn(400, 413);
            client.awaitClosedByPeer();
        }
        balancer.awaitIdle();
        assertThat(origin.requestsLeft()).isZero();
        assertThat(balancer.backend(0).metrics().errors()).isZero();
    }

    @Test
    @Tag("SEC-35")
    void malformedChunksInTheMiddleOfBodiesNeverTakeABackendOut() throws Exception {
        for (int i = 0; i < 30; i++) {
            try (Wire client = balancer.connect()) {
                client.write(POST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                client.write("zz\r\n");
                assertThat(client.read().status()).isEqualTo(400);
            }
        }
        balancer.awaitIdle();
        assertThat(balancer.backend(0).metrics().errors()).isZero();
        assertThat(balancer.backend(0).health().status().healthy()).isTrue();
        assertThat(balancer.get("/").status()).isEqualTo(200);
    }

    @Test
    void headersOverTheLimitAreRefused() throws Exception {
        Wire.Message response = balancer.ask("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(3000) + "\r\n\r\n");

        assertThat(response.status()).isEqualTo(431);
        assertThat(response.body()).isEqualTo("431 Request Header Fields Too Large: the headers are over the limit\n");
        assertThat(origin.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 3000})
    void aUriOverTheLimitIsRefused(int length) throws Exception {
        Wire.Message response = balancer.get("/" + "x".repeat(length));

        assertThat(response.status()).isEqualTo(414);
        assertThat(response.body()).contains("the URI is over the limit");
        assertThat(origin.connections()).isZero();
    }

    @Test
    void aBodyWhoseLengthIsOverTheLimitIsRefusedUnread() throws Exception {
        Wire.Message response = balancer.ask(POST + "Content-Length: 101\r\n\r\n");

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.header("Connection")).isEqualTo("close");
        assertThat(response.body()).contains("the body is over the limit of 100B");
        assertThat(origin.connections()).isZero();
    }

    @Test
    void aChunkedBodyIsRefusedWhenItGoesOverTheLimit() throws Exception {
        try (Wire client = balancer.connect()) {
            client.write(POST + "Transfer-Encoding: chunked\r\n\r\n32\r\n" + "x".repeat(50) + "\r\n");
            client.write("33\r\n" + "x".repeat(51) + "\r\n");

            assertThat(client.read().status()).isEqualTo(413);
            client.endOutput();
            assertThat(client.readToEnd()).isEmpty();
        }
        balancer.awaitIdle();
        assertThat(balancer.backend(0).metrics().errors()).isZero();
        assertThat(origin.requestsLeft()).isZero();
    }

    @Test
    void aClientThatGoesOnSendingStillGetsItsRefusal() throws Exception {
        try (Wire client = balancer.connect()) {
            client.write(POST + "Content-Length: 8000000\r\n\r\n");
            client.write(new byte[4_000_000]);

            assertThat(client.read().status()).isEqualTo(413);
            client.write(new byte[4_000_000]);
        }
        assertThat(origin.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"application/json, application/json", "text/html, text/plain; charset=utf-8"})
    void errorsComeInTheFormThatIsAskedFor(String accepted, String sent) throws Exception {
        Wire.Message response = balancer.ask("GET /..%2F HTTP/1.1\r\nHost: h\r\nX-Request-Id: abc\r\nAccept: "
                + accepted + "\r\nConnection: close\r\n\r\n");

        assertThat(response.header("Content-Type")).isEqualTo(sent);
        assertThat(response.body())
                .isEqualTo(
                        sent.contains("json")
                                ? "{\"error\":{\"status\":400,\"message\":\"the path has a dot segment in disguise\",\"request_id\":\"abc\"}}\n"
                                : "400 Bad Request: the path has a dot segment in disguise (request abc)\n");
    }

    @Test
    void anErrorAnswerToHeadHasNoBody() throws Exception {
        try (Wire client = balancer.connect()) {
            client.write("HEAD /..%2F HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(client.readHeadOnly().status()).isEqualTo(400);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void anUnknownExpectationIsRefused() throws Exception {
        assertThat(balancer.ask(POST + "Expect: the-unexpected\r\nContent-Length: 1\r\n\r\nx")
                        .status())
                .isEqualTo(417);
        assertThat(origin.connections()).isZero();
    }
}
