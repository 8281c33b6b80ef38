package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Http2AttackTest {
    private static final int FRAMES = 5000;

    /** What an attacker does again and again, the i-th time. */
    @FunctionalInterface
    interface Blow {
        byte[] bytes(int i);
    }

    private static byte[] request(int stream, boolean whole) {
        int flags = Http2Wire.END_HEADERS | (whole ? Http2Wire.END_STREAM : 0);
        byte[] head = Http2Wire.block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "test");
        return Http2Wire.bytes(Http2Wire.HEADERS, flags, stream, head);
    }

    private static byte[] both(byte[] one, byte[] other) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(other);
        return all.toByteArray();
    }

    private static byte[] reset(int stream) {
        return Http2Wire.bytes(Http2Wire.RESET, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
    }

    /** Stream 1 was begun and waits for its body. */
    static Stream<Arguments> floods() {
        Blow rapidReset = i -> both(request(2 * i + 3, true), reset(2 * i + 3));
        Blow tooLargeWindow = i -> both(
                request(2 * i + 3, false),
                Http2Wire.bytes(Http2Wire.WINDOW_UPDATE, 0, 2 * i + 3, (byte) 127, (byte) -1, (byte) -1, (byte) -1));
        Blow emptyWindow = i ->
                both(request(2 * i + 3, false), Http2Wire.bytes(Http2Wire.WINDOW_UPDATE, 0, 2 * i + 3, new byte[4]));
        Blow malformed = i -> Http2Wire.bytes(
                Http2Wire.HEADERS,
                Http2Wire.END_HEADERS | Http2Wire.END_STREAM,
                2 * i + 3,
                Http2Wire.block(":method", "GET"));
        return Stream.of(
                Arguments.of("rapid reset", rapidReset),
                Arguments.of("windows that overflow", tooLargeWindow),
                Arguments.of("windows of nothing", emptyWindow),
                Arguments.of("malformed requests", malformed),
                Arguments.of("pings", (Blow) i -> Http2Wire.bytes(Http2Wire.PING, 0, 0, new byte[8])),
                Arguments.of("settings", (Blow) i -> Http2Wire.bytes(Http2Wire.SETTINGS, 0, 0)),
                Arguments.of("priorities", (Blow) i -> Http2Wire.bytes(Http2Wire.PRIORITY, 0, 3, new byte[5])),
                Arguments.of("frames of unknown types", (Blow) i -> Http2Wire.bytes(42, 0, 0, new byte[5])),
                Arguments.of("empty data", (Blow) i -> Http2Wire.bytes(Http2Wire.DATA, 0, 1)),
                Arguments.of("padding without data", (Blow) i -> Http2Wire.bytes(Http2Wire.DATA, 8, 1, (byte) 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    @Tag("SEC-11")
    @Tag("SEC-12")
    @Tag("SEC-15")
    void aFloodEndsItsConnectionAndOthersAreServed(String name, Blow blow) throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire attacker = Http2Wire.to(balancer.port())) {
            attacker.raw(request(1, false));
            flood(attacker, blow);

            assertThat(attacker.isClosedInTheEnd()).isTrue();
            assertThat(balancer.clientFaults("http2_flood")).isPositive();
            assertThat(balancer.get("/").body()).isEqualTo("hello");
            assertThat(origin.requestsLeft()).isLessThan(FRAMES / 2);
        }
    }

    /** How many blows were sent before the connection was closed. */
    private static int flood(Http2Wire attacker, Blow blow) throws IOException {
        try {
            for (int i = 0; i < FRAMES; i++) {
                attacker.raw(blow.bytes(i));
            }
            return FRAMES;
        } catch (SocketException closed) {
            return 0;
        }
    }

    static Stream<Arguments> endlessHeads() {
        byte[] empty = {};
        byte[] field = Http2Wire.block("x-field", "value");
        return Stream.of(Arguments.of("empty", empty), Arguments.of("growing", field));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endlessHeads")
    @Tag("SEC-13")
    void aHeadWithoutEndIsCutOff(String name, byte[] continuation) throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire attacker = Http2Wire.to(balancer.port())) {
            balancer.mayLeaveToTheCollector(1); // the part of the head that came
            attacker.frame(Http2Wire.HEADERS, 0, 1, Http2Wire.block(":method", "GET"));
            flood(attacker, i -> Http2Wire.bytes(Http2Wire.CONTINUATION, 0, 1, continuation));

            assertThat(attacker.isClosedInTheEnd()).isTrue();
            assertThat(balancer.count("lb_client_errors_total")).isPositive();
            assertThat(balancer.get("/").body()).isEqualTo("hello");
        }
    }

    @Test
    @Tag("SEC-14")
    void aSmallHeadThatGrowsWhenItIsReadIsRefused() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire attacker = Http2Wire.to(balancer.port())) {
            ByteArrayOutputStream bomb = new ByteArrayOutputStream();
            bomb.writeBytes(Http2Wire.block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "test"));
            byte[] entry = Http2Wire.block("x-bomb", "b".repeat(3900));
            entry[0] = 0x40; // kept in the table, as its newest entry
            bomb.writeBytes(entry);
            for (int i = 0; i < 1000; i++) {
                bomb.write(0x80 | 62); // and had again by one byte
            }
            attacker.frame(Http2Wire.HEADERS, Http2Wire.END_HEADERS | Http2Wire.END_STREAM, 1, bomb.toByteArray());

            assertThat(attacker.await(Http2Wire.GO_AWAY).error()).isNotEqualTo(Http2Wire.NO_ERROR);
            assertThat(origin.connections()).isZero();
        }
    }

    static List<Arguments> smuggling() {
        return List.of(
                Arguments.of("line end in a value", new String[] {"x-a", "b\r\nx-c: d"}),
                Arguments.of("line end in a name", new String[] {"x-a\r\nx-c", "d"}),
                Arguments.of("zero in a value", new String[] {"x-a", "b\0c"}),
                Arguments.of("colon in a name", new String[] {"x:a", "b"}),
                Arguments.of("capital in a name", new String[] {"X-a", "b"}),
                Arguments.of("blank in a name", new String[] {"x a", "b"}),
                Arguments.of("no name", new String[] {"", "b"}),
                Arguments.of("transfer-encoding", new String[] {"transfer-encoding", "chunked"}),
                Arguments.of("connection", new String[] {"connection", "x-forwarded-for"}),
                Arguments.of("upgrade", new String[] {"upgrade", "websocket"}),
                Arguments.of("te", new String[] {"te", "chunked"}),
                Arguments.of("two lengths", new String[] {"content-length", "1", "content-length", "2"}),
                Arguments.of("signed length", new String[] {"content-length", "+1"}),
                Arguments.of("length of a body that is not there", new String[] {"content-length", "5"}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smuggling")
    @Tag("SEC-06")
    @Tag("SEC-08")
    @Tag("SEC-09")
    void whatMeansSomethingElseInHttp1IsNeverForwarded(String name, String[] fields) throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire attacker = Http2Wire.to(balancer.port())) {
            attacker.get(1, "/", fields);

            assertThat(isRefused(attacker)).as("refused").isTrue();
            balancer.awaitIdle();
            assertThat(origin.requestsLeft()).isZero();
            TestBalancer.await("it was not counted", () -> balancer.count("lb_client_errors_total") > 0);
        }
    }

    private static boolean isRefused(Http2Wire attacker) throws IOException {
        while (true) {
            Http2Wire.Frame next = attacker.read();
            if (next.type() == Http2Wire.RESET || next.type() == Http2Wire.GO_AWAY) {
                return next.error() == Http2Wire.PROTOCOL_ERROR;
            }
            if (next.type() == Http2Wire.HEADERS) {
                return ((org.eclipse.jetty.http.MetaData.Response) next.head()).getStatus() == 400;
            }
        }
    }

    static List<String> badPaths() {
        return List.of("/a b", "/a\tb", "/a\r\nx: y", "a", "http://other/", "/a#b", "", "*");
    }

    @ParameterizedTest
    @MethodSource("badPaths")
    @Tag("SEC-09")
    void aTargetThatHttp1CannotSayIsNeverForwarded(String path) throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire attacker = Http2Wire.to(balancer.port())) {
            attacker.get(1, path);

            assertThat(isRefused(attacker)).as("refused").isTrue();
            assertThat(origin.requestsLeft()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("wrongBodies")
    @Tag("SEC-09")
    void aBodyThatIsNotOfItsLengthIsTheClientsFault(String body) throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire attacker = Http2Wire.to(balancer.port())) {
            attacker.post(1, "/", "content-length", "5").data(1, body, true);

            assertThat(isRefused(attacker)).as("refused").isTrue();
            balancer.awaitIdle();
            assertThat(origin.requestsLeft()).isZero();
            assertThat(balancer.count("lb_upstream_errors_total")).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("wrongBodies")
    @Tag("SEC-09")
    void aBodyThatTurnsOutNotToBeOfItsLengthEndsWhatABackendWasTold(String body) throws Exception {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        RawOrigin.Script reads = (wire, self) -> {
            wire.readHead();
            begun.complete(null);
            wire.awaitClosedByPeer();
            closed.complete(null);
        };
        try (RawOrigin origin = RawOrigin.running(reads);
                TestBalancer balancer = TestBalancer.before(origin);
                Http2Wire attacker = Http2Wire.to(balancer.port())) {
            attacker.post(1, "/", "content-length", "5");
            begun.get(5, TimeUnit.SECONDS);
            attacker.data(1, body, true);

            closed.get(5, TimeUnit.SECONDS);
            balancer.awaitIdle();
            assertThat(balancer.count("lb_upstream_errors_total")).isZero();
        }
    }

    static List<String> wrongBodies() {
        return List.of("less", "much more than that");
    }

    @Test
    void moreRequestsAtATimeThanAllowedAreRefusedSoThatTheyCanBeSentAgain() throws Exception {
        try (RawOrigin origin = RawOrigin.running((wire, self) -> self.take(wire));
                TestBalancer balancer = TestBalancer.configured()
                        .listener("http2.max-concurrent-streams = 2")
                        .before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.post(1, "/").post(3, "/").get(5, "/");

            Http2Wire.Frame refused = client.await(Http2Wire.RESET);
            assertThat(refused.stream()).isEqualTo(5);
            assertThat(refused.error()).isEqualTo(Http2Wire.REFUSED_STREAM);
            assertThat(balancer.clientFaults("http2_refused_stream")).isEqualTo(1);
        }
    }

    @Test
    @Tag("SEC-16")
    void aClientThatTakesNothingOfItsAnswerIsLeftAfterItsTime() throws Exception {
        String large = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(1_000_000);
        try (RawOrigin origin = RawOrigin.saying(large);
                TestBalancer balancer =
                        TestBalancer.configured().listener("idle-timeout = 1s").before(origin);
                Http2Wire client = Http2Wire.to(balancer.port())) {
            client.get(1, "/");
            client.await(Http2Wire.DATA); // and its window is never opened

            balancer.awaitIdle();
            assertThat(balancer.backend(0).inFlight()).isZero();
        }
    }

    @Test
    @Tag("SEC-17")
    void aPrefaceThatDoesNotComeToItsEndIsCutOff() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .listener("head-timeout = 200ms")
                        .before(origin);
                Wire client = balancer.connect()) {
            client.write("PRI * HTTP/2.0\r\n\r\nSM");

            assertThat(client.isClosedByPeer()).isTrue();
            assertThat(balancer.clientFaults("slow_head")).isEqualTo(1);
        }
    }
}
