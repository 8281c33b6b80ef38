package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class Http2Test {
    private static final String CHUNKED_WITH_TRAILER =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n";

    @Test
    void aRequestIsAnsweredOnAPortThatSpeaksHttp1AsWell() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            Http2Wire.Answer answer = client.get(1, "/a?b=c", "x-one", "1").answer(1);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(balancer.get("/").body()).isEqualTo("hello");
            Wire.Message request = origin.request();
            assertThat(request.startLine()).isEqualTo("GET /a?b=c HTTP/1.1");
            assertThat(request.headers("Host")).containsExactly("test");
            assertThat(request.header("X-One")).isEqualTo("1");
            assertThat(request.header("Via")).isEqualTo("2.0 steelyard");
            assertThat(request.headers("Transfer-Encoding")).isEmpty();
            assertThat(request.headers("Content-Length")).isEmpty();
        }
    }

    @Test
    void manyRequestsShareAConnectionAndEachGetsItsOwnAnswer() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(request -> "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
                        + request.startLine().substring(5, 9));
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            for (int i = 0; i < 50; i++) {
                client.get(2 * i + 1, "/" + (1000 + i));
                assertThat(client.answer(2 * i + 1).body()).isEqualTo(Integer.toString(1000 + i));
            }
        }
    }

    @Test
    void aBodyWithoutALengthReachesTheBackendWhole() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.post(1, "/").data(1, "abc", false).data(1, "de", true);

            assertThat(client.answer(1).status()).isEqualTo(200);
            Wire.Message request = origin.request();
            assertThat(request.body()).isEqualTo("abcde");
            assertThat(request.headers("Transfer-Encoding")).containsExactly("chunked");
        }
    }

    @Test
    void aBodyThatComesWithItsHeadInOnePacketReachesTheBackendWhole() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            byte[] head = Http2Wire.block(
                    ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "test", "content-length", "3");
            byte[] first = Http2Wire.bytes(Http2Wire.HEADERS, Http2Wire.END_HEADERS, 1, head);
            byte[] second =
                    Http2Wire.bytes(Http2Wire.DATA, Http2Wire.END_STREAM, 1, (byte) 'x', (byte) 'y', (byte) 'z');
            byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            client.raw(both);

            assertThat(client.answer(1).status()).isEqualTo(200);
            Wire.Message request = origin.request();
            assertThat(request.body()).isEqualTo("xyz");
            assertThat(request.headers("Content-Length")).containsExactly("3");
        }
    }

    @Test
    void trailersArePassedOnBothWays() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(CHUNKED_WITH_TRAILER);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            int end = Http2Wire.END_HEADERS | Http2Wire.END_STREAM;
            client.post(1, "/", "te", "trailers").data(1, "a", false);
            client.frame(Http2Wire.HEADERS, end, 1, Http2Wire.block("x-in", "7"));

            Http2Wire.Answer answer = client.answer(1);
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.trailers().get("x-sum")).isEqualTo("42");
            Wire.Message request = origin.request();
            assertThat(request.trailers()).isEqualToIgnoringCase("X-In: 7\r\n");
            assertThat(request.header("TE")).isEqualTo("trailers");
        }
    }

    @Test
    void cookiesThatComeApartAreOneHeaderToTheBackend() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.get(1, "/", "cookie", "a=1", "cookie", "b=2").answer(1);

            assertThat(origin.request().headers("Cookie")).containsExactly("a=1; b=2");
        }
    }

    @Test
    void theHostHeaderCountsWhereThereIsNoAuthority() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            byte[] head = Http2Wire.block(":method", "GET", ":scheme", "http", ":path", "/", "host", "Named.test:81");
            client.frame(Http2Wire.HEADERS, Http2Wire.END_HEADERS | Http2Wire.END_STREAM, 1, head);

            assertThat(client.answer(1).status()).isEqualTo(200);
            assertThat(origin.request().headers("Host")).containsExactly("named.test:81");
        }
    }

    @Test
    @Tag("SEC-10")
    void aHostHeaderOtherThanTheAuthorityIsRefused() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            assertThat(client.get(1, "/", "host", "other").answer(1).status()).isEqualTo(400);
            assertThat(client.get(3, "/", "host", "test").answer(3).status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aBackendHearsAtOnceThatAClientTookItsRequestBack() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (RawOrigin origin = RawOrigin.running((wire, self) -> closesWith(closed, wire, self));
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.get(1, "/slow");
            origin.request();
            client.reset(1);

            closed.get(5, TimeUnit.SECONDS);
            balancer.awaitIdle();
            assertThat(balancer.clientFaults("client_gone")).isEqualTo(1);
            assertThat(balancer.backend(0).inFlight()).isZero();
        }
    }

    @Test
    void aBackendInTheMiddleOfItsAnswerHearsThatTheClientTookItsRequestBack() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        RawOrigin.Script begins = (wire, self) -> {
            self.take(wire);
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            closesWith(closed, wire, self);
        };
        try (RawOrigin origin = RawOrigin.running(begins);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.get(1, "/").await(Http2Wire.DATA);
            client.reset(1);

            closed.get(5, TimeUnit.SECONDS);
            balancer.awaitIdle();
        }
    }

    @Test
    void aBackendHearsThatAClientTookItsUploadBack() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        RawOrigin.Script reads = (wire, self) -> {
            wire.readHead();
            begun.complete(null);
            closesWith(closed, wire, self);
        };
        try (RawOrigin origin = RawOrigin.running(reads);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.post(1, "/").data(1, "some", false);
            begun.get(5, TimeUnit.SECONDS);
            client.reset(1);

            closed.get(5, TimeUnit.SECONDS);
            balancer.awaitIdle();
        }
    }

    private static void closesWith(CompletableFuture<Void> closed, Wire wire, RawOrigin self) throws Exception {
        try {
            self.take(wire);
            self.take(wire);
        } catch (EOFException | SocketException gone) {
            closed.complete(null);
        }
    }

    @Test
    void aRequestThatIsTakenBackWaitsNoLongerForAPlace() throws Exception {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        RawOrigin.Script waits = (wire, self) -> {
            while (true) {
                self.take(wire);
                answer.get(10, TimeUnit.SECONDS);
                wire.write(RawOrigin.HELLO);
            }
        };
        try (RawOrigin origin = RawOrigin.running(waits);
                TestBalancer balancer = TestBalancer.configured()
                        .backend("max-connections = 1")
                        .pool("queue { max-wait = 10s, target = 10s }")
                        .before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.get(1, "/first");
            origin.request();
            client.get(3, "/second");
            TestBalancer.await("nobody waits", () -> balancer.pool().line().size() == 1);
            client.reset(3);
            TestBalancer.await("it still waits", () -> balancer.pool().line().size() == 0);
            answer.complete(null);

            assertThat(client.answer(1).status()).isEqualTo(200);
            assertThat(origin.requestsLeft()).isZero();
        }
    }

    @Test
    void anAnswerBeforeTheEndOfAnUploadEndsItWithoutError() throws Exception {
        RawOrigin.Script early = (wire, self) -> {
            wire.readHeadOnly();
            wire.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        };
        try (RawOrigin origin = RawOrigin.running(early);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.post(1, "/upload").data(1, "some", false);

            Http2Wire.Answer answer = client.answer(1);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("no");
            assertThat(answer.reset()).isNull();
            assertThat(client.await(Http2Wire.RESET).error()).isEqualTo(Http2Wire.NO_ERROR);
        }
    }

    @Test
    void aListenerThatLeavesSaysSoAndLosesNoRequest() throws Exception {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        RawOrigin.Script waits = (wire, self) -> {
            self.take(wire);
            answer.get(10, TimeUnit.SECONDS);
            wire.write(RawOrigin.HELLO);
        };
        try (RawOrigin origin = RawOrigin.running(waits);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.get(1, "/under-way");
            origin.request();
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> drain(balancer));

            assertThat(client.await(Http2Wire.GO_AWAY).error()).isEqualTo(Http2Wire.NO_ERROR);
            answer.complete(null);
            assertThat(client.answer(1).body()).isEqualTo("hello");
            Http2Wire.Frame last = client.await(Http2Wire.GO_AWAY);
            assertThat(last.stream()).isZero();
            assertThat(last.payload()).startsWith(0, 0, 0, 1);
            client.hangUp(); // as it has nothing more to wait for
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    private static void drain(TestBalancer balancer) {
        try {
            balancer.server().drain(Duration.ofSeconds(10));
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Test
    @Tag("SEC-20")
    void theOldUpgradeToHttp2IsPassedOver() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            Wire.Message answer = balancer.ask("GET / HTTP/1.1\r\nHost: test\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n");

            assertThat(answer.startLine()).isEqualTo("HTTP/1.1 200 OK");
            Wire.Message request = origin.request();
            assertThat(request.headers("Upgrade")).isEmpty();
            assertThat(request.headers("HTTP2-Settings")).isEmpty();
        }
    }
}
