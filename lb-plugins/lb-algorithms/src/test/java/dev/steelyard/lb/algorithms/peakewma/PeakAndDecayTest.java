package dev.steelyard.lb.algorithms.peakewma;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.algorithms.answer.Arrivals;
import dev.steelyard.lb.algorithms.answer.Measure;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.FakeRequest;
import dev.steelyard.lb.testkit.SimulatedLoad;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeakAndDecayTest {
    private static final long MS = 1_000_000;
    private static final long[] SEEDS = {1, 2, 3, 4, 5};

    private final FakeContext context = FakeContext.seeded(1);
    private final PeakEwma algorithm = algorithm(context, Duration.ofSeconds(10));
    private final FakeBackends two = FakeBackends.equal(2);
    private final FakeBackends three = FakeBackends.equal(3);

    @Test
    void oneSlowAnswerTurnsRequestsAwayAtOnce() {
        Picker picker = algorithm.newPicker(two, null);
        answer(two.get(0), 10 * MS);
        answer(two.get(1), 10 * MS);
        answer(two.get(1), 80 * MS);
        assertThat(picks(1_000, two, picker)).containsExactly(1_000, 0);
    }

    @Test
    void aSlowBackendIsTakenWhenTheFastOnesAreAsMuchFuller() {
        Picker picker = algorithm.newPicker(two, null);
        answer(two.get(0), 10 * MS);
        answer(two.get(1), 80 * MS);
        begin(two.get(0), 6);
        assertThat(picks(1_000, two, picker)).as("70 to 80 ms").containsExactly(1_000, 0);
        begin(two.get(0), 2);
        assertThat(picks(1_000, two, picker)).as("90 to 80 ms").containsExactly(0, 1_000);
    }

    @Test
    void whoIsNotAnsweringLatelyIsTriedAgainInTime() {
        Picker picker = algorithm.newPicker(two, null);
        answer(two.get(1), 80 * MS);
        // From 80 to 10 ms by e^(-t / 10 s) takes 10 s * ln(8) = 20.8 s; the fast one goes on answering.
        for (int second = 0; second <= 20; second++) {
            answer(two.get(0), 10 * MS);
            assertThat(picks(100, two, picker)).as("after %s s", second).containsExactly(100, 0);
            context.fakeClock().advance(Duration.ofSeconds(1));
        }
        answer(two.get(0), 10 * MS);
        assertThat(picks(100, two, picker)).as("after 21 s").containsExactly(0, 100);
    }

    @Test
    void aBackendThatHangsDoesNotBecomeAttractive() {
        Picker picker = algorithm.newPicker(two, null);
        answer(two.get(0), 10 * MS);
        answer(two.get(1), 10 * MS);
        begin(two.get(1), 2);
        context.fakeClock().advance(Duration.ofMinutes(5));
        answer(two.get(0), 10 * MS);
        // Half the average, 5 ms, times 3 against 10 ms times 1.
        assertThat(picks(1_000, two, picker)).containsExactly(1_000, 0);
    }

    @Test
    void aNewBackendBeginsAtTheAverageOfThePool() {
        Picker before = algorithm.newPicker(two, null);
        answer(two.get(0), 20 * MS);
        answer(two.get(1), 60 * MS);
        FakeBackends joined = two.with(FakeBackend.of("joined"));
        Picker picker = algorithm.newPicker(joined, before);
        begin(joined.get(2), 3);
        // The average is of the first answer in a tick: 20 ms. So 80 ms beside 20 and 60, and 60 ms with one less.
        assertThat(picks(2_000, joined, picker)[2]).isZero();
        joined.get(2).end();
        joined.get(2).end();
        assertThat(picks(2_000, joined, picker)[2]).as("40 ms beside 20 and 60").isBetween(500, 850);
    }

    @Test
    void beforeAnyAnswerLoadAloneDecides() {
        Picker picker = algorithm.newPicker(two, null);
        begin(two.get(0), 1);
        assertThat(picks(1_000, two, picker)).containsExactly(0, 1_000);
    }

    @Test
    void aFailedAttemptCountsAsSlowHoweverQuickItWas() {
        Picker picker = algorithm.newPicker(two, null);
        answer(two.get(0), 10 * MS);
        answer(two.get(1), 10 * MS);
        algorithm.onOutcome(two.get(1), new Outcome(Result.CONNECT_FAILURE, 0, -1, MS / 10));
        begin(two.get(0), 90);
        assertThat(picks(1_000, two, picker)).as("910 ms to 1 s").containsExactly(1_000, 0);
        algorithm.onOutcome(two.get(0), new Outcome(Result.CLIENT_FAULT, 0, -1, 30_000 * MS));
        assertThat(picks(1_000, two, picker)).as("a client's fault").containsExactly(1_000, 0);
    }

    @Test
    void failuresDoNotRaiseTheAverageThatNewBackendsBeginAt() {
        PeakEwmaPicker picker = (PeakEwmaPicker) algorithm.newPicker(two, null);
        answer(two.get(0), 10 * MS);
        context.fakeClock().advance(Duration.ofSeconds(30));
        algorithm.onOutcome(two.get(1), new Outcome(Result.TIMEOUT, 0, -1, 60_000 * MS));
        assertThat(picker.answersOfPool().nanos()).isEqualTo(10 * MS);
    }

    @Test
    void whatIsRememberedStaysWithABackendUntilItLeaves() {
        Picker first = algorithm.newPicker(three, null);
        answer(three.get(0), 7 * MS);
        answer(three.get(1), 9 * MS);
        PeakEwmaPicker second = (PeakEwmaPicker) algorithm.newPicker(three.without(1), first);
        assertThat(second.answersOf("b0").nanos()).isEqualTo(7 * MS);
        PeakEwmaPicker third = (PeakEwmaPicker) algorithm.newPicker(three, second);
        assertThat(third.answersOf("b0").nanos()).isEqualTo(7 * MS);
        assertThat(third.answersOf("b1").nanos()).as("forgotten when it left").isZero();
    }

    @Test
    void aReloadedConfigGoesOnUnlessTheDecayTimeIsAnother() {
        Picker replaced = algorithm.newPicker(three, null);
        answer(three.get(0), 7 * MS);
        PeakEwma same = algorithm(context, Duration.ofSeconds(10));
        assertThat(((PeakEwmaPicker) same.newPicker(three, replaced))
                        .answersOf("b0")
                        .nanos())
                .isEqualTo(7 * MS);
        PeakEwma other = algorithm(context, Duration.ofSeconds(5));
        assertThat(((PeakEwmaPicker) other.newPicker(three, replaced))
                        .answersOf("b0")
                        .nanos())
                .isZero();
    }

    /** One request at a time and about thirty at once. */
    @Test
    void aBackendTenTimesAsSlowGetsNextToNothingAndComesBackWhenItIsFast() {
        for (long seed : SEEDS) {
            for (long every : new long[] {100 * MS, MS}) {
                FakeContext simulated = FakeContext.seeded(seed);
                FakeBackends backends = FakeBackends.equal(3);
                PeakEwma peak = algorithm(simulated, Duration.ofSeconds(10));
                Arrivals arrivals = new Arrivals(seed, peak, backends, every, simulated.fakeClock());
                Picker picker = peak.newPicker(backends, null);
                for (double share : arrivals.send(10_000, picker, 10 * MS, 10 * MS, 10 * MS)) {
                    assertThat(share).isBetween(0.25, 0.42);
                }
                assertThat(arrivals.send(5_000, picker, 10 * MS, 100 * MS, 10 * MS)[1])
                        .isBetween(0.0001, 0.05);
                // A peak of half a second is forgotten in 10 s * ln(50) = 39 s, so within 60,000 requests at 1 ms.
                arrivals.send(60_000, picker, 10 * MS, 10 * MS, 10 * MS);
                assertThat(arrivals.send(20_000, picker, 10 * MS, 10 * MS, 10 * MS)[1])
                        .isBetween(0.25, 0.42);
            }
        }
    }

    @Test
    void anIdlePoolIsTakenByWeightAndABusyOneToo() {
        assertThat(shareOfFirst(1)).isBetween(0.70, 0.73);
        assertThat(shareOfFirst(50)).isBetween(0.70, 0.73);
    }

    /** A request more or less is much where few are under way; light backends get less than their weight then. */
    @Test
    void fewRequestsUnderWayFollowWeightsRoughly() {
        for (int window : new int[] {2, 3, 5, 8, 13}) {
            assertThat(shareOfFirst(window)).as("with %s under way", window).isBetween(0.68, 0.79);
        }
    }

    private static double shareOfFirst(int window) {
        FakeContext simulated = FakeContext.seeded(3);
        FakeBackends set = FakeBackends.weighted(5, 1, 1);
        PeakEwma peak = algorithm(simulated, Duration.ofSeconds(10));
        return new SimulatedLoad(peak, simulated, new SplittableRandom(1), window, backend -> 5 * MS)
                        .send(100_000, set, peak.newPicker(set, null))[0]
                / 100_000.0;
    }

    private static PeakEwma algorithm(FakeContext context, Duration decayTime) {
        PeakEwmaSettings settings = new PeakEwmaSettings(2, decayTime, Measure.FIRST_BYTE, Duration.ofSeconds(1));
        return new PeakEwma(settings, context.nanoTime(), context.random());
    }

    private void answer(FakeBackend backend, long nanos) {
        algorithm.onOutcome(backend, new Outcome(Result.SUCCESS, 200, nanos, nanos));
    }

    private static void begin(FakeBackend backend, int requests) {
        for (int i = 0; i < requests; i++) {
            backend.begin();
        }
    }

    private static int[] picks(int count, FakeBackends set, Picker picker) {
        int[] picks = new int[set.size()];
        for (int i = 0; i < count; i++) {
            picks[set.indexOf(picker.pick(FakeRequest.get()))]++;
        }
        return picks;
    }
}
