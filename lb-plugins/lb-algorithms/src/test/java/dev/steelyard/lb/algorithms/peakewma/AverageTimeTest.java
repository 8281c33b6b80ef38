package dev.steelyard.lb.algorithms.peakewma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.algorithms.Race;
import java.time.Duration;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AverageTimeTest {
    private static final int DECAY = Ticks.IN_DECAY_TIME;
    private static final Percentage ROUNDING = Percentage.withPercentage(0.001);

    private final AverageTime average = new AverageTime();

    @Test
    void thereIsNoneBeforeTheFirstAnswer() {
        assertThat(average.nanos()).isZero();
        assertThat(average.nanos(7, 0, 123)).isEqualTo(123);
    }

    @Test
    void aSlowerAnswerIsThePeakAtOnce() {
        average.addPeak(10_000, 0);
        average.addPeak(90_000, 1);
        assertThat(average.nanos()).isEqualTo(90_000);
        average.addPeak(100_000, 1);
        assertThat(average.nanos()).as("in the same tick").isEqualTo(100_000);
    }

    @Test
    void aFasterAnswerCountsByTheTimeSinceTheOneBefore() {
        average.addPeak(100_000, 0);
        average.addPeak(20_000, DECAY);
        double left = Math.exp(-1);
        assertThat(average.nanos()).isCloseTo(100_000 * left + 20_000 * (1 - left), ROUNDING);
    }

    @Test
    void withoutPeaksASlowerAnswerCountsLikeAFasterOne() {
        average.add(20_000, 0);
        average.add(100_000, DECAY);
        double left = Math.exp(-1);
        assertThat(average.nanos()).isCloseTo(20_000 * left + 100_000 * (1 - left), ROUNDING);
    }

    @Test
    void manyAnswersOfEveryTickMoveItAsOneAnswerWouldAtTheEnd() {
        average.addPeak(100_000, 0);
        for (int tick = 1; tick <= 3 * DECAY; tick++) {
            average.addPeak(20_000, tick);
            average.addPeak(20_000, tick);
        }
        assertThat(average.nanos()).isCloseTo(20_000 + 80_000 * Math.exp(-3), Percentage.withPercentage(0.1));
    }

    @Test
    void withoutAnswersItDecaysToTheBoundAndNoFurther() {
        average.addPeak(100_000, 5);
        assertThat(average.nanos(5, 10, -1)).isEqualTo(100_000);
        assertThat(average.nanos(5 + DECAY, 10, -1)).isCloseTo(100_000 / Math.E, ROUNDING);
        assertThat(average.nanos(5 + 100 * DECAY, 10, -1)).isEqualTo(10);
        assertThat(average.nanos()).as("reading changes nothing").isEqualTo(100_000);
    }

    @Test
    void whatIsBelowTheBoundStaysThere() {
        average.addPeak(100, 5);
        assertThat(average.nanos(5 + 10 * DECAY, 5_000, -1)).isEqualTo(100);
    }

    @Test
    void aClockThatIsALittleBehindDecaysNothing() {
        average.addPeak(100_000, 50);
        assertThat(average.nanos(40, 10, -1)).isEqualTo(100_000);
        average.addPeak(10, 40);
        assertThat(average.nanos()).isEqualTo(100_000);
    }

    @Test
    void ticksGoRoundWithoutAPeakThatStays() {
        average.addPeak(100_000, Integer.MAX_VALUE - 5);
        assertThat(average.nanos(Integer.MAX_VALUE - 5 + DECAY, 10, -1)).isCloseTo(100_000 / Math.E, ROUNDING);
        assertThat(average.nanos(-10, 10, -1)).as("2^31 ticks later").isEqualTo(10);
    }

    @Test
    void anAnswerInNoTimeIsStillAnAnswer() {
        average.addPeak(0, 0);
        assertThat(average.nanos()).isEqualTo(1);
    }

    @Test
    void aTickIsTheSamePartOfEveryDecayTime() {
        for (Duration decay : new Duration[] {Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofHours(1)}) {
            for (long start : new long[] {0, -5_000_000_000L, 900_000_000_000_000_000L}) {
                long[] now = {start};
                Ticks ticks = new Ticks(() -> now[0], decay);
                int before = ticks.now();
                now[0] += decay.toNanos();
                assertThat((double) (ticks.now() - before)).isCloseTo(DECAY, within(1.0));
            }
        }
    }

    @Test
    void noPeakIsLostAmongEightThreads() {
        for (int round = 1; round <= 50; round++) {
            AverageTime raced = new AverageTime();
            int seed = round;
            Race.onEightThreads(thread -> {
                SplittableRandom random = new SplittableRandom(seed * 8L + thread);
                for (int i = 0; i < 500; i++) {
                    raced.addPeak(i == 250 ? 1_000_000 + thread : random.nextInt(1_000), 0);
                }
            });
            assertThat(raced.nanos()).isEqualTo(1_000_007);
        }
    }
}
