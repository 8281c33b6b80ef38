package dev.steelyard.lb.algorithms.leastresponsetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.algorithms.answer.Arrivals;
import dev.steelyard.lb.algorithms.answer.Measure;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Outcome.Result;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowAndFastTest {
    private static final long MS = 1_000_000;
    private static final long[] SEEDS = {1, 2, 3, 4, 5};
    private static final LeastResponseTimeSettings DEFAULTS =
            new LeastResponseTimeSettings(100, 0.05, Measure.FIRST_BYTE, Duration.ofSeconds(1));

    private final FakeBackends three = FakeBackends.equal(3);

    /** One request at a time and about thirty at once: with little load, response times alone must do it. */
    @Test
    void aBackendThatWasSlowForAWhileEndsWithAFairShareAgain() {
        for (long seed : SEEDS) {
            for (long every : new long[] {100 * MS, MS}) {
                FakeBackends three = FakeBackends.equal(3);
                Algorithm algorithm = algorithm(seed);
                Arrivals arrivals = new Arrivals(seed, algorithm, three, every);
                Picker picker = algorithm.newPicker(three, null);
                assertFair(arrivals.send(20_000, picker, 10 * MS, 10 * MS, 10 * MS));
                assertThat(arrivals.send(5_000, picker, 10 * MS, 100 * MS, 10 * MS)[1])
                        .isLessThan(0.15);
                arrivals.send(5_000, picker, 10 * MS, 10 * MS, 10 * MS);
                assertFair(arrivals.send(20_000, picker, 10 * MS, 10 * MS, 10 * MS));
            }
        }
    }

    @Test
    void aBackendThatTimedOutAlwaysComesBackToo() {
        Algorithm algorithm = algorithm(6);
        Arrivals arrivals = new Arrivals(6, algorithm, three, 100 * MS);
        Picker picker = algorithm.newPicker(three, null);
        for (int i = 0; i < 100; i++) {
            algorithm.onOutcome(three.get(2), new Outcome(Result.TIMEOUT, 0, -1, 60_000 * MS));
        }
        arrivals.send(20_000, picker, 10 * MS, 10 * MS, 10 * MS);
        assertFair(arrivals.send(20_000, picker, 10 * MS, 10 * MS, 10 * MS));
    }

    @Test
    void aBackendTwiceAsFastGetsAboutTwiceAsMuch() {
        for (long seed : SEEDS) {
            for (long every : new long[] {100 * MS, MS}) {
                FakeBackends three = FakeBackends.equal(3);
                Algorithm algorithm = algorithm(seed);
                Picker picker = algorithm.newPicker(three, null);
                double[] shares =
                        new Arrivals(seed, algorithm, three, every).send(20_000, picker, 10 * MS, 5 * MS, 10 * MS);
                assertThat(shares[1]).isBetween(0.43, 0.6);
                assertThat(shares[0]).isCloseTo(shares[2], within(0.05));
            }
        }
    }

    @Test
    void refusingEverythingAtOnceIsNotFast() {
        Algorithm algorithm = algorithm(7);
        Arrivals arrivals = new Arrivals(7, algorithm, three, 100 * MS);
        Picker picker = algorithm.newPicker(three, null);
        arrivals.send(1_000, picker, 10 * MS, 10 * MS, 10 * MS);
        for (int i = 0; i < 100; i++) {
            algorithm.onOutcome(three.get(0), new Outcome(Result.SERVER_ERROR, 503, MS / 10, MS / 10));
        }
        assertThat(arrivals.send(200, picker, 10 * MS, 10 * MS, 10 * MS)[0]).isLessThan(0.1);
    }

    @Test
    void aClientsFaultSaysNothingAboutTheBackend() {
        Algorithm algorithm = algorithm(8);
        ResponseTimePicker picker = (ResponseTimePicker) algorithm.newPicker(three, null);
        algorithm.onOutcome(three.get(0), new Outcome(Result.CLIENT_FAULT, 0, -1, 30_000 * MS));
        assertThat(picker.answersOf("b0").average()).isZero();
    }

    @Test
    void whatIsRememberedStaysWithABackendUntilItLeaves() {
        Algorithm algorithm = algorithm(9);
        Picker first = algorithm.newPicker(three, null);
        algorithm.onOutcome(three.get(0), success(7 * MS));
        algorithm.onOutcome(three.get(1), success(9 * MS));
        FakeBackends changed = three.without(1).with(FakeBackend.of("joined"));
        ResponseTimePicker second = (ResponseTimePicker) algorithm.newPicker(changed, first);
        assertThat(second.answersOf("b0").average()).isEqualTo(7 * MS);
        assertThat(second.answersOf("joined").average()).isZero();
        ResponseTimePicker third = (ResponseTimePicker) algorithm.newPicker(three, second);
        assertThat(third.answersOf("b0").average()).isEqualTo(7 * MS);
        assertThat(third.answersOf("b1").average()).as("forgotten when it left").isZero();
    }

    @Test
    void aReloadedConfigGoesOnFromThePickerItReplaces() {
        Algorithm before = algorithm(10);
        Picker replaced = before.newPicker(three, null);
        before.onOutcome(three.get(0), success(7 * MS));
        ResponseTimePicker picker = (ResponseTimePicker) algorithm(11).newPicker(three, replaced);
        assertThat(picker.answersOf("b0").average()).isEqualTo(7 * MS);
    }

    @Test
    void theHeadOrTheEndOfTheResponseIsMeasuredAsSet() {
        Outcome outcome = new Outcome(Result.SUCCESS, 200, 3 * MS, 50 * MS);
        assertThat(measured(Measure.FIRST_BYTE, outcome)).isEqualTo(3 * MS);
        assertThat(measured(Measure.LAST_BYTE, outcome)).isEqualTo(50 * MS);
    }

    private double measured(Measure measure, Outcome outcome) {
        LeastResponseTime algorithm = new LeastResponseTime(
                new LeastResponseTimeSettings(100, 0.05, measure, Duration.ZERO),
                FakeContext.seeded(1).random());
        ResponseTimePicker picker = (ResponseTimePicker) algorithm.newPicker(three, null);
        algorithm.onOutcome(three.get(0), outcome);
        return picker.answersOf("b0").average();
    }

    private static Algorithm algorithm(long seed) {
        return new LeastResponseTime(DEFAULTS, FakeContext.seeded(seed).random());
    }

    private static Outcome success(long nanos) {
        return new Outcome(Result.SUCCESS, 200, nanos, nanos);
    }

    private static void assertFair(double[] shares) {
        for (double share : shares) {
            assertThat(share).isBetween(0.9 / 3, 1.1 / 3);
        }
    }
}
