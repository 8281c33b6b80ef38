package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A request that waits long is sent to a second backend. Closing the balancer checks that neither leaves anything behind. */
class HedgeTest {
    private static final String ON = "health.passive.enabled = false\n"
            + "retry { budget-minimum = 100000, hedge { after-percentile = 0.5, least = 30ms, answers = 1 } }\n";
    private static final String HEDGES = "lb_upstream_hedges_total";

    /** What the first backend that gets a path does, and what the second does: after a wait, an answer or a reset. */
    private final Map<String, AtomicInteger> arrivals = new ConcurrentHashMap<>();

    private interface Conduct {
        void serve(Wire wire, String path) throws Exception;
    }

    private RawOrigin origin(Conduct first, Conduct second) {
        return RawOrigin.running((wire, self) -> {
            while (true) {
                String path = self.take(wire).startLine().split(" ")[1];
                boolean learning = path.equals("/");
                int arrival =
                        arrivals.computeIfAbsent(path, p -> new AtomicInteger()).getAndIncrement();
                if (learning) {
                    answer("learned").serve(wire, path);
                } else {
                    (arrival == 0 ? first : second).serve(wire, path);
                }
            }
        });
    }

    private static Conduct answer(String text) {
        return (wire, path) -> wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    }

    private static Conduct after(long millis, Conduct then) {
        return (wire, path) -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            then.serve(wire, path);
        };
    }

    private static void silence(Wire wire, String path) {
        wire.awaitClosedByPeer();
    }

    private static void reset(Wire wire, String path) throws IOException {
        wire.reset();
    }

    private static void busy(Wire wire, String path) throws IOException {
        wire.write("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
    }

    private static TestBalancer learned(TestBalancer.Setup setup, RawOrigin... origins) throws Exception {
        TestBalancer balancer = setup.before(origins);
        for (int i = 0; i < 4; i++) {
            balancer.get("/");
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (balancer.pool().headTimes().quantileNanos(0.5, 1) < 0) {
            balancer.get("/");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        return balancer;
    }

    private static TestBalancer.Setup on() {
        return TestBalancer.configured().pool(ON);
    }

    private static long errors(TestBalancer balancer) {
        return balancer.backend(0).metrics().errors()
                + balancer.backend(1).metrics().errors();
    }

    @Test
    void theSecondAnswersForOneThatIsSilentAndTheSilentOneIsNotBlamed() throws Exception {
        try (RawOrigin one = origin(HedgeTest::silence, answer("second"));
                RawOrigin two = origin(HedgeTest::silence, answer("second"));
                TestBalancer balancer = learned(on(), one, two)) {
            for (int i = 0; i < 10; i++) {
                assertThat(balancer.get("/x" + i).body()).isEqualTo("second");
            }
            balancer.awaitIdle();
            assertThat(errors(balancer)).isZero();
            assertThat(balancer.count(HEDGES + "{first_answer=\"second\"}")).isEqualTo(10);
        }
    }

    @Test
    void theFirstMayStillBeFasterThanTheSecond() throws Exception {
        try (RawOrigin one = origin(after(300, answer("first")), HedgeTest::silence);
                RawOrigin two = origin(after(300, answer("first")), HedgeTest::silence);
                TestBalancer balancer = learned(on(), one, two)) {
            assertThat(balancer.get("/x").body()).isEqualTo("first");
            balancer.awaitIdle();
            assertThat(errors(balancer)).isZero();
            assertThat(balancer.count(HEDGES + "{first_answer=\"first\"}")).isEqualTo(1);
        }
    }

    @Test
    void anAnswerInTimeIsAskedForOnce() throws Exception {
        try (RawOrigin one = origin(answer("first"), answer("second"));
                RawOrigin two = origin(answer("first"), answer("second"));
                TestBalancer balancer = learned(on(), one, two)) {
            for (int i = 0; i < 10; i++) {
                assertThat(balancer.get("/x" + i).body()).isEqualTo("first");
            }
            assertThat(balancer.count(HEDGES)).isZero();
        }
    }

    @Test
    void whereTheFirstFailsTheSecondStillAnswers() throws Exception {
        try (RawOrigin one = origin(after(150, HedgeTest::reset), after(300, answer("second")));
                RawOrigin two = origin(after(150, HedgeTest::reset), after(300, answer("second")));
                TestBalancer balancer = learned(on(), one, two)) {
            assertThat(balancer.get("/x").body()).isEqualTo("second");
            balancer.awaitIdle();
            assertThat(errors(balancer)).isEqualTo(1);
            assertThat(arrivals.get("/x")).hasValue(2);
        }
    }

    @Test
    void whereTheSecondFailsTheFirstStillAnswers() throws Exception {
        try (RawOrigin one = origin(after(300, answer("first")), HedgeTest::reset);
                RawOrigin two = origin(after(300, answer("first")), HedgeTest::busy);
                TestBalancer balancer = learned(on().pool("retry.statuses = [503]"), one, two)) {
            for (int i = 0; i < 4; i++) {
                assertThat(balancer.get("/x" + i).body()).isEqualTo("first");
                assertThat(arrivals.get("/x" + i)).hasValue(2);
            }
            balancer.awaitIdle();
            assertThat(errors(balancer)).isEqualTo(4);
        }
    }

    @Test
    void whereBothFailTheClientIsToldOnceOrAThirdIsTried() throws Exception {
        Conduct failing = after(150, HedgeTest::reset);
        try (RawOrigin one = origin(failing, failing);
                RawOrigin two = origin(failing, failing);
                RawOrigin three = origin(failing, failing);
                TestBalancer ofTwo = learned(on(), one, two)) {
            assertThat(ofTwo.get("/two").status()).isEqualTo(502);
            assertThat(arrivals.get("/two")).hasValue(2);
            try (TestBalancer ofThree = learned(on().pool("retry.attempts = 3"), one, two, three)) {
                assertThat(ofThree.get("/three").status()).isEqualTo(502);
                assertThat(arrivals.get("/three")).hasValue(3);
            }
        }
    }

    @Test
    void theTotalTimeHoldsForBoth() throws Exception {
        try (RawOrigin one = origin(HedgeTest::silence, HedgeTest::silence);
                RawOrigin two = origin(HedgeTest::silence, HedgeTest::silence);
                TestBalancer balancer = learned(on().route("timeouts.total = 200ms"), one, two)) {
            assertThat(balancer.get("/x").status()).isEqualTo(504);
            assertThat(arrivals.get("/x")).hasValue(2);
        }
    }

    @Test
    void whatMayNotReachTwoBackendsIsAskedOnce() throws Exception {
        Conduct slow = after(200, answer("first"));
        String put = "PUT /put HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";
        String post = "POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try (RawOrigin one = origin(slow, answer("second"));
                RawOrigin two = origin(slow, answer("second"));
                TestBalancer balancer = learned(on(), one, two);
                TestBalancer broke = learned(
                        TestBalancer.configured().pool(ON + "retry { budget = 0, budget-minimum = 0 }"), one, two);
                TestBalancer off = learned(
                        TestBalancer.configured().pool(ON).route("retry.hedge.after-percentile = 0"), one, two)) {
            assertThat(balancer.ask(put).body()).isEqualTo("first");
            assertThat(balancer.ask(post).body()).isEqualTo("first");
            assertThat(broke.get("/broke").body()).isEqualTo("first");
            assertThat(off.get("/off").body()).isEqualTo("first");
        }
    }

    @Test
    void whateverTheMomentEachClientGetsOneWholeAnswerOrLeavesInPeace() throws Exception {
        Random random = new Random(42);
        Conduct any = (wire, path) -> {
            int kind;
            long millis;
            synchronized (random) {
                kind = random.nextInt(10);
                millis = 20 + random.nextInt(25);
            }
            after(millis, kind == 0 ? HedgeTest::reset : kind == 1 ? HedgeTest::busy : answer("whole"))
                    .serve(wire, path);
        };
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try (RawOrigin one = origin(any, any);
                RawOrigin two = origin(any, any);
                RawOrigin three = origin(any, any);
                TestBalancer balancer =
                        learned(on().pool("retry.statuses = [503]").loops(2), one, two, three)) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int client = i;
                work.add(() -> browse(balancer, client));
            }
            int whole = 0;
            for (Future<Integer> done : clients.invokeAll(work, 90, TimeUnit.SECONDS)) {
                whole += done.get();
            }
            assertThat(whole).isGreaterThan(300);
            balancer.awaitIdle();
            assertThat(balancer.count(HEDGES)).isPositive();
        } finally {
            clients.shutdownNow();
        }
    }

    /** Asks 60 times and leaves one in six times without waiting for the answer; how many answers were whole. */
    private static int browse(TestBalancer balancer, int client) throws Exception {
        int whole = 0;
        for (int i = 0; i < 60; i++) {
            String path = "/" + client + "-" + i;
            try (Wire wire = balancer.connect()) {
                wire.write("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
                if (i % 6 == 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(i));
                    wire.reset();
                    continue;
                }
                Wire.Message answer = wire.read();
                assertThat(answer.status()).isIn(200, 502, 503);
                if (answer.status() == 200) {
                    assertThat(answer.body()).isEqualTo("whole");
                    whole++;
                }
                if (answer.header("Connection") == null) {
                    wire.write("GET /-" + path.substring(1) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
                    assertThat(wire.read().head()).startsWith("HTTP/1.1 ");
                    assertThat(wire.isClosedByPeer()).as("a second answer").isTrue();
                }
            }
        }
        return whole;
    }
}
