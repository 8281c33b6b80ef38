package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Closing the balancer at the end of each test also checks that no buffer, lease or request is left. */
class MirrorTest {
    private static final String GET = "GET /x?y HTTP/1.1\r\nHost: shop\r\n\r\n";

    private static TestBalancer balancer(RawOrigin origin, int mirrorPort, String settings) throws Exception {
        return TestBalancer.configured()
                .route("name = shop, mirror { pool = mirror, share = 1, " + settings + " }")
                .part("pools.mirror { health.interval = 1h, health.passive.enabled = false\n"
                        + "backends = [ { id = m, host = \"127.0.0.1\", port = " + mirrorPort + " } ] }")
                .before(origin);
    }

    private static String post(String body) {
        return "POST /p HTTP/1.1\r\nHost: shop\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static void awaitCount(TestBalancer balancer, String metric, String label, long count) {
        TestBalancer.await(
                metric + label + " is not " + count,
                () -> balancer.count(metric + "{route=\"shop\",pool=\"mirror\"," + label + "}") == count);
    }

    private static void awaitAnswered(TestBalancer balancer, long count) {
        awaitCount(balancer, "lb_mirrored_requests_total", "result=\"answered\"", count);
    }

    private static void awaitFailed(TestBalancer balancer, long count) {
        awaitCount(balancer, "lb_mirrored_requests_total", "result=\"failed\"", count);
    }

    private static void awaitDropped(TestBalancer balancer, String reason, long count) {
        awaitCount(balancer, "lb_mirror_dropped_total", "reason=\"" + reason + "\"", count);
    }

    @Test
    void theMirrorGetsTheSameRequestMarkedAsACopy() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin mirror = RawOrigin.saying("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno");
                TestBalancer balancer = balancer(origin, mirror.port(), "")) {
            assertThat(balancer.ask(GET).body()).isEqualTo("hello");
            Wire.Message copy = mirror.request();
            Wire.Message first = origin.request();
            assertThat(copy.startLine()).isEqualTo("GET /x?y HTTP/1.1");
            assertThat(copy.header("Host")).isEqualTo("shop");
            assertThat(copy.header("X-Mirrored")).isEqualTo("1");
            assertThat(copy.header("X-Request-Id")).isEqualTo(first.header("X-Request-Id"));
            assertThat(first.header("X-Mirrored")).isNull();
            awaitAnswered(balancer, 1);
        }
    }

    @Test
    void aBodyIsCopiedWholeWhetherItsLengthIsToldOrNot() throws Exception {
        String chunked = "POST /p HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n";
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin mirror = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = balancer(origin, mirror.port(), "")) {
            for (String request : new String[] {post("abcdefg"), chunked}) {
                assertThat(balancer.ask(request).body()).isEqualTo("hello");
                assertThat(origin.request().body()).isEqualTo("abcdefg");
                assertThat(mirror.request().body()).isEqualTo("abcdefg");
            }
            String large = "x".repeat(60_000);
            assertThat(balancer.ask(post(large)).body()).isEqualTo("hello");
            assertThat(mirror.request().body()).isEqualTo(large);
            awaitAnswered(balancer, 3);
        }
    }

    @Test
    void longBodiesAreNotCopied() throws Exception {
        String chunked = "POST /p HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n";
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin mirror = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = balancer(origin, mirror.port(), "max-body = 4B")) {
            assertThat(balancer.ask(post("abcde")).body()).isEqualTo("hello");
            assertThat(balancer.ask(chunked).body()).isEqualTo("hello");
            awaitDropped(balancer, "body_too_large", 2);
            assertThat(balancer.ask(post("abcd")).body()).isEqualTo("hello");
            assertThat(mirror.request().body()).isEqualTo("abcd");
            awaitAnswered(balancer, 1);
        }
    }

    @Test
    void aBodyThatItsClientBreaksOffIsNotCopied() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin mirror = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = balancer(origin, mirror.port(), "")) {
            Wire client = balancer.connect();
            client.write("POST /p HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\n\r\nhello");
            TestBalancer.await(
                    "the body does not begin",
                    () -> balancer.metrics().requestBytes().sum() == 5);
            client.close();
            awaitDropped(balancer, "body_incomplete", 1);
        }
    }

    @Test
    void aMirrorThatNeverAnswersKeepsNoClientWaitingAndOnlySoManyCopies() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin mirror = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                    wire.write(RawOrigin.HELLO);
                });
                TestBalancer balancer = balancer(origin, mirror.port(), "max-in-flight = 2")) {
            for (int i = 0; i < 5; i++) {
                assertThat(balancer.ask(GET).body()).isEqualTo("hello");
            }
            awaitDropped(balancer, "full", 3);
            go.countDown();
            awaitAnswered(balancer, 2);
        }
    }

    @Test
    void aMirrorThatIsNotThereIsNoFaultOfTheClients() throws Exception {
        int closed;
        try (RawOrigin gone = RawOrigin.saying(RawOrigin.HELLO)) {
            closed = gone.port();
        }
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = balancer(origin, closed, "")) {
            assertThat(balancer.ask(GET).body()).isEqualTo("hello");
            assertThat(balancer.ask(post("abc")).body()).isEqualTo("hello");
            awaitFailed(balancer, 2);
        }
    }

    @Test
    void aMirrorWithoutABackendIsCounted() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .route("name = shop, mirror { pool = mirror, share = 1 }")
                        .part("pools.mirror.backends = []")
                        .before(origin)) {
            assertThat(balancer.ask(post("abc")).body()).isEqualTo("hello");
            awaitDropped(balancer, "no_backend", 1);
        }
    }

    @Test
    void aLongAnswerOfAMirrorIsNotReadToItsEnd() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin mirror = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + "x".repeat(200_000));
                    wire.awaitClosedByPeer();
                });
                TestBalancer balancer = balancer(origin, mirror.port(), "")) {
            assertThat(balancer.ask(GET).body()).isEqualTo("hello");
            awaitAnswered(balancer, 1);
        }
    }

    @Test
    void onlyTheShareIsCopied() throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin mirror = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .route("name = shop, mirror { pool = mirror, share = 0.25 }")
                        .part("pools.mirror.health.interval = 1h\npools.mirror.backends = [ \"127.0.0.1:"
                                + mirror.port() + "\" ]")
                        .before(origin);
                Wire client = balancer.connect()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.write(GET).read().body()).isEqualTo("hello");
            }
            awaitAnswered(balancer, 25);
            assertThat(mirror.requestsLeft()).isEqualTo(25);
        }
    }

    @Test
    void manyCopiesWithBodiesFromManyClientsLeaveNothingBehind() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                RawOrigin mirror = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.configured()
                        .loops(2)
                        .route("name = shop, mirror { pool = mirror, share = 1, max-in-flight = 3 }")
                        .part("pools.mirror.health.interval = 1h\npools.mirror.backends = [ \"127.0.0.1:"
                                + mirror.port() + "\" ]")
                        .before(origin)) {
            Future<?>[] all = new Future<?>[4];
            for (int i = 0; i < all.length; i++) {
                all[i] = clients.submit(() -> {
                    try (Wire wire = balancer.connect()) {
                        for (int n = 0; n < 200; n++) {
                            String body = "x".repeat(1 + 97 * n % 20_000);
                            assertThat(wire.write(post(body)).read().body()).isEqualTo("hello");
                        }
                    }
                    return null;
                });
            }
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
            TestBalancer.await(
                    "not every request was copied or counted",
                    () -> balancer.count("lb_mirrored_requests_total") + balancer.count("lb_mirror_dropped_total")
                            == 800);
        } finally {
            clients.shutdownNow();
        }
    }
}
