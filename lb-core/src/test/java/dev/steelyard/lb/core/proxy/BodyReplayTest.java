package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A short body is sent once more where its first way led nowhere. Closing the balancer checks that no buffer is held. */
class BodyReplayTest {
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
    private static final String CALM = "health.passive.enabled = false\n";

    private static String put(String body) {
        return "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
    }

    private static String echo(Wire.Message request) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + request.body().length() + "\r\n\r\n" + request.body();
    }

    private static RawOrigin resetting() {
        return RawOrigin.running((wire, self) -> {
            self.take(wire);
            wire.reset();
        });
    }

    @Test
    void aShortBodyIsSentAgainAfterAResetAndAfterAListedStatus() throws Exception {
        try (RawOrigin resetting = resetting();
                RawOrigin busy = RawOrigin.saying(BUSY);
                RawOrigin sound = RawOrigin.answering(BodyReplayTest::echo);
                TestBalancer afterReset = TestBalancer.configured().pool(CALM).before(resetting.port(), sound.port());
                TestBalancer afterStatus = TestBalancer.configured()
                        .pool(CALM + "retry.statuses = [503]")
                        .before(busy.port(), sound.port())) {
            String body = "0123456789".repeat(1000);
            for (int i = 0; i < 6; i++) {
                assertThat(afterReset.ask(put(body + i)).body()).isEqualTo(body + i);
                assertThat(afterStatus.ask(put(body + i)).body()).isEqualTo(body + i);
            }
        }
    }

    @Test
    void aShortBodyIsSentAgainWhenATryTakesTooLong() throws Exception {
        try (RawOrigin silent = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.awaitClosedByPeer();
                });
                RawOrigin sound = RawOrigin.answering(BodyReplayTest::echo);
                TestBalancer balancer = TestBalancer.configured()
                        .pool(CALM + "timeouts.first-byte = 100ms")
                        .before(silent.port(), sound.port())) {
            for (int i = 0; i < 4; i++) {
                assertThat(balancer.ask(put("body " + i)).body()).isEqualTo("body " + i);
            }
        }
    }

    @Test
    void chunksAndTrailersAreSentAgainAsTheyCame() throws Exception {
        String request = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n"
                + "Connection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n";
        try (RawOrigin resetting = resetting();
                RawOrigin sound = RawOrigin.answering(BodyReplayTest::echo);
                TestBalancer balancer = TestBalancer.configured().pool(CALM).before(resetting.port(), sound.port())) {
            for (int i = 0; i < 4; i++) {
                assertThat(balancer.ask(request).body()).isEqualTo("abcde");
                assertThat(sound.request().trailers()).isEqualTo("X-Sum: 5\r\n");
            }
        }
    }

    @Test
    void aBodyThatIsTooLongToBeKeptPassesThroughAndIsNotSentAgain() throws Exception {
        String chunked = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + ("64\r\n" + "x".repeat(100) + "\r\n").repeat(11) + "0\r\n\r\n";
        try (RawOrigin resetting = resetting();
                RawOrigin sound = RawOrigin.answering(BodyReplayTest::echo);
                TestBalancer balancer = TestBalancer.configured()
                        .pool(CALM + "retry.replay-buffer = 1000B")
                        .before(resetting.port(), sound.port());
                TestBalancer off = TestBalancer.configured()
                        .pool(CALM + "retry.replay-buffer = 0B")
                        .before(resetting.port(), sound.port())) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                statuses.add(balancer.ask(put("x".repeat(1001))).status());
                assertThat(balancer.ask(put("x".repeat(1000))).status()).isEqualTo(200);
            }
            for (int i = 0; i < 4; i++) {
                statuses.add(balancer.ask(chunked).status());
                statuses.add(off.ask(put("x")).status());
            }
            assertThat(statuses).containsOnly(200, 502);
            assertThat(statuses).filteredOn(status -> status == 502).hasSizeBetween(4, 8);
        }
    }

    @Test
    void aPostIsNotSentAgainUnlessTheConfigSaysSo() throws Exception {
        String post = put("order").replace("PUT", "POST");
        try (RawOrigin resetting = resetting();
                RawOrigin sound = RawOrigin.answering(BodyReplayTest::echo);
                TestBalancer careful = TestBalancer.configured().pool(CALM).before(resetting.port(), sound.port());
                TestBalancer bold = TestBalancer.configured()
                        .pool(CALM)
                        .route("retry.non-idempotent = true")
                        .before(resetting.port(), sound.port())) {
            int failed = 0;
            for (int i = 0; i < 4; i++) {
                failed += careful.ask(post).status() == 502 ? 1 : 0;
                assertThat(bold.ask(post).body()).isEqualTo("order");
            }
            assertThat(failed).isEqualTo(2);
        }
    }

    @Test
    void anUploadUnderWayGoesOnToTheNextBackendWithWhatTheFirstHadOfIt() throws Exception {
        try (RawOrigin hasty = RawOrigin.running((wire, self) -> {
                    String head = wire.readHead();
                    wire.readBytes(5);
                    self.keep(new Wire.Message(head, "", ""));
                    wire.write(BUSY);
                    wire.awaitClosedByPeer();
                });
                RawOrigin sound = RawOrigin.answering(BodyReplayTest::echo);
                TestBalancer balancer = TestBalancer.configured()
                        .pool(CALM + "retry.statuses = [503]")
                        .before(hasty.port(), sound.port())) {
            String request = put("hello, world");
            try (Wire client = balancer.connect()) {
                client.write(request.substring(0, request.length() - 7));
                hasty.request();
                TestBalancer.await(
                        "it is not tried again", () -> balancer.backend(1).inFlight() == 1);
                client.write(request.substring(request.length() - 7));
                assertThat(client.read().body()).isEqualTo("hello, world");
            }
        }
    }

    @Test
    void aClientThatLeavesWhileItsBodyIsKeptLeavesNothingBehind() throws Exception {
        try (RawOrigin hasty = RawOrigin.running((wire, self) -> {
                    self.keep(new Wire.Message(wire.readHead() + wire.readBytes(5), "", ""));
                    wire.reset();
                });
                RawOrigin sound = RawOrigin.answering(BodyReplayTest::echo);
                TestBalancer balancer = TestBalancer.configured().pool(CALM).before(hasty.port(), sound.port())) {
            String request = put("hello, world");
            for (int i = 0; i < 10; i++) {
                Wire client = balancer.connect();
                client.write(request.substring(0, request.length() - 7));
                if (i % 2 == 0) {
                    hasty.request();
                }
                client.reset();
            }
            balancer.awaitIdle();
        }
    }

    @Test
    void aBodyThatComesByteByByteHoldsNoBufferForEachOfThem() throws Exception {
        try (RawOrigin slow = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = TestBalancer.configured().pool(CALM).before(slow.port())) {
            try (Wire client = balancer.connect()) {
                client.write("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < 500; i++) {
                    client.write("1\r\nx\r\n");
                }
                client.write("0\r\n\r\n");
                assertThat(slow.request().body()).hasSize(500);
                assertThat(balancer.bufferBytes()).isLessThan(1 << 20);
            }
            slow.kill();
        }
    }

    @Test
    void noBodyIsLostOrMixedUpWhateverTheMomentOfTheReset() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (RawOrigin breaking = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    wire.readBytes(turn.getAndIncrement() % 4000);
                    wire.reset();
                });
                RawOrigin sound = RawOrigin.answering(BodyReplayTest::echo);
                TestBalancer balancer = TestBalancer.configured()
                        .loops(2)
                        .pool(CALM + "retry { budget-minimum = 1000 }")
                        .before(breaking.port(), sound.port())) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String body = String.valueOf((char) ('a' + i)).repeat(4000);
                work.add(() -> askInTwoParts(balancer, body));
            }
            int whole = 0;
            for (Future<Integer> done : clients.invokeAll(work, 60, TimeUnit.SECONDS)) {
                whole += done.get();
            }
            assertThat(whole).isEqualTo(4 * 50);
        } finally {
            clients.shutdownNow();
        }
    }

    /** How many of 50 bodies came back whole. */
    private static int askInTwoParts(TestBalancer balancer, String body) throws Exception {
        int whole = 0;
        String request = put(body);
        for (int i = 0; i < 50; i++) {
            try (Wire client = balancer.connect()) {
                int half = request.length() - 1 - i * 70;
                client.write(request.substring(0, half)).write(request.substring(half));
                whole += client.read().body().equals(body) ? 1 : 0;
            }
        }
        return whole;
    }
}
