package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassingOnTest {
    private static final String HOST = " HTTP/1.1\r\nHost: test\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "OPTIONS", "patch", "M-SEARCH", "get"})
    void methodsArePassedOnAsTheyAreSpelled(String method) throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.ask(method + " /x" + HOST + "\r\n").body()).isEqualTo("hello");
            assertThat(origin.request().startLine()).isEqualTo(method + " /x HTTP/1.1");
        }
    }

    @Test
    void aBodyWithALengthIsPassedOnWithItsLength() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            balancer.ask("POST /" + HOST + "Content-Length: 4\r\n\r\nbody");

            Wire.Message request = origin.request();
            assertThat(request.body()).isEqualTo("body");
            assertThat(request.headers("Content-Length")).containsExactly("4");
            assertThat(request.headers("Transfer-Encoding")).isEmpty();
        }
    }

    @Test
    void anEmptyBodyIsPassedOnAsSuch() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            balancer.ask("PUT /" + HOST + "Content-Length: 0\r\n\r\n");

            assertThat(origin.request().headers("Content-Length")).containsExactly("0");
        }
    }

    @Test
    void aChunkedBodyIsPassedOnInChunks() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            balancer.ask("POST /" + HOST + "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

            Wire.Message request = origin.request();
            assertThat(request.body()).isEqualTo("abcde");
            assertThat(request.headers("Transfer-Encoding")).containsExactly("chunked");
            assertThat(request.headers("Content-Length")).isEmpty();
        }
    }

    @Test
    void aRequestThatComesByteByByteIsPassedOnWhole() throws Exception {
        String request = "POST /slow" + HOST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n";
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            for (char next : request.toCharArray()) {
                client.write(String.valueOf(next));
            }

            assertThat(client.read().body()).isEqualTo("hello");
            assertThat(origin.request().body()).isEqualTo("abc");
        }
    }

    @Test
    void trailersArePassedOnBothWays() throws Exception {
        String answer =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n";
        try (RawOrigin origin = RawOrigin.saying(answer);
                TestBalancer balancer = TestBalancer.before(origin)) {
            Wire.Message response = balancer.ask("POST /" + HOST + "TE: trailers\r\nTrailer: X-In\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-In: 7\r\n\r\n");

            assertThat(response.body()).isEqualTo("ok");
            assertThat(response.trailers()).isEqualTo("X-Sum: 42\r\n");
            Wire.Message request = origin.request();
            assertThat(request.trailers()).isEqualTo("X-In: 7\r\n");
            assertThat(request.header("TE")).isEqualTo("trailers");
        }
    }

    @Test
    void trailersGoOnlyToClientsThatTakeThem() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n";
        try (RawOrigin origin = RawOrigin.saying(answer);
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.ask("GET /" + HOST + "\r\n").trailers()).isEmpty();
        }
    }

    @Test
    void trailersCannotSayWhatOnlyAHeadMay() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            balancer.ask(
                    "POST /" + HOST + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Forwarded-For: 6.6.6.6\r\n"
                            + "Content-Length: 7\r\nHost: evil\r\nX_Forwarded_Host: evil\r\nX-Fine: 1\r\n\r\n");

            assertThat(origin.request().trailers()).isEqualTo("X-Fine: 1\r\n");
        }
    }

    @Test
    @Tag("SEC-21")
    void trailersOfOneRequestAreNotSeenInTheNext() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("POST /" + HOST + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: 1\r\n\r\n")
                    .read();
            client.write("POST /" + HOST + "Transfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n")
                    .read();

            assertThat(origin.request().trailers()).isEqualTo("X-T: 1\r\n");
            assertThat(origin.request().trailers()).isEmpty();
        }
    }

    @Test
    void theLengthInTheResponseToAHeadRequestIsKept() throws Exception {
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 2; i++) {
                Wire.Message response = client.write("HEAD /" + HOST + "\r\n").readHeadOnly();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.headers("Content-Length")).containsExactly("1234");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void theResponseToAHeadRequestWithoutLengthGetsNone() throws Exception {
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            Wire.Message response = client.write("HEAD /" + HOST + "\r\n").readHeadOnly();
            assertThat(response.header("Content-Length")).isNull();
            assertThat(client.write("GET /nope" + HOST + "Content-Length: x\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void noLengthIsMadeUpForAResponseWithoutBody() throws Exception {
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n");
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.get("/").header("Content-Length")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content\r\n\r\n", "304 Not Modified\r\nContent-Length: 99\r\nETag: \"x\"\r\n\r\n"})
    void responsesThatHaveNoBodyLeaveBothConnectionsUsable(String answer) throws Exception {
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 " + answer);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 3; i++) {
                Wire.Message response = client.write("GET /" + HOST + "\r\n").readHeadOnly();
                assertThat(response.status()).isEqualTo(Integer.parseInt(answer.substring(0, 3)));
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aChunkedResponseIsPassedOnInChunks() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 2; i++) {
                Wire.Message response = client.write("GET /" + HOST + "\r\n").read();
                assertThat(response.body()).isEqualTo("abcde");
                assertThat(response.headers("Transfer-Encoding")).containsExactly("chunked");
                assertThat(response.headers("Content-Length")).isEmpty();
            }
        }
    }

    @Test
    void aResponseThatEndsWithItsConnectionIsPassedOnInChunks() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.0 200 OK\r\n\r\nuntil the end");
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.write("GET /" + HOST + "\r\n").read().body()).isEqualTo("until the end");
            }
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void bothConnectionsAreUsedAgain() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.write("GET /" + i + HOST + "\r\n").read().body())
                        .isEqualTo("hello");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(PassingOnTest::echoOfTarget);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                all.append("POST /" + i + HOST + "Content-Length: 3\r\n\r\nabc");
            }
            client.write(all.toString());

            for (int i = 0; i < 20; i++) {
                assertThat(client.read().body()).isEqualTo("/" + i + " abc");
            }
        }
    }

    @Test
    void connectionsAreUsedAgainAfterBodies() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(PassingOnTest::echoOfTarget);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 300; i++) {
                String body = i % 2 == 0
                        ? "Content-Length: 3\r\n\r\nabc"
                        : "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
                assertThat(client.write("POST /" + HOST + body).read().header("Connection"))
                        .isNull();
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    private static String echoOfTarget(Wire.Message request) {
        String body = request.startLine().split(" ")[1] + " " + request.body();
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void aClientOfHttp10GetsNoChunksAndACloseAtTheEnd() throws Exception {
        try (RawOrigin origin =
                        RawOrigin.saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("GET / HTTP/1.0\r\n\r\n");

            String head = client.readHead();
            assertThat(head).doesNotContain("chunked");
            assertThat(client.readToEnd()).isEqualTo("abc");
            assertThat(origin.request().header("Via")).isEqualTo("1.0 steelyard");
        }
    }

    @Test
    void aClientOfHttp10CanKeepItsConnection() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 2; i++) {
                Wire.Message response = client.write("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                        .read();
                assertThat(response.body()).isEqualTo("hello");
                assertThat(response.header("Connection")).isEqualToIgnoringCase("keep-alive");
            }
        }
    }

    @Test
    void theHeadersOfAResponseAreItsOwn() throws Exception {
        String answer =
                "HTTP/1.1 201 Created\r\nServer: theirs\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\nSet-Cookie: a=1\r\n"
                        + "Set-Cookie: b=2\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nzz";
        try (RawOrigin origin = RawOrigin.saying(answer);
                TestBalancer balancer = TestBalancer.before(origin)) {
            Wire.Message response = balancer.get("/");

            assertThat(response.headers("Server")).containsExactly("theirs");
            assertThat(response.headers("Date")).containsExactly("Mon, 01 Jan 2024 00:00:00 GMT");
            assertThat(response.headers("Set-Cookie")).isEqualTo(List.of("a=1", "b=2"));
            assertThat(response.headers("Content-Encoding")).containsExactly("gzip");
            assertThat(response.body()).isEqualTo("zz");
        }
    }

    @Test
    void aQuietBackendMayTakeLongerThanAClientMayBeSilent() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    pause(1500);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
                    pause(1500);
                    wire.write("k");
                });
                TestBalancer balancer =
                        TestBalancer.configured().listener("idle-timeout = 1s").before(origin)) {
            assertThat(balancer.ask("POST /" + HOST + "Content-Length: 4\r\n\r\nbody")
                            .body())
                    .isEqualTo("ok");
        }
    }

    /** Real time has to pass here: the timers under test are Jetty's own. */
    static void pause(long millis) {
        java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000);
    }
}
