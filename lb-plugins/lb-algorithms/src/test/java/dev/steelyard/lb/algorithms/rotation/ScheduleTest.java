package dev.steelyard.lb.algorithms.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void equalSharesTakeTurnsInTheirOrder() {
        assertThat(cycle(Schedule.of(new double[] {0.3, 0.3, 0.3, 0.3}))).containsExactly(0, 1, 2, 3);
    }

    @Test
    void fiveToOneToOneIsExactAndNeverHasTheHeavyOneFourTimesInARow() {
        Schedule schedule = Schedule.of(new double[] {5, 1, 1});
        assertThat(cycle(schedule)).containsExactly(1, 0, 0, 0, 2, 0, 0);
        assertThat(longestRun(schedule, 0)).isEqualTo(3);
        assertThat(longestRun(schedule, 1)).isEqualTo(1);
        assertThat(longestRun(schedule, 2)).isEqualTo(1);
    }

    @Test
    void ratiosOfSmallWholeNumbersAreExact() {
        assertThat(counts(Schedule.of(new double[] {100, 50, 10}), 3)).containsExactly(10, 5, 1);
        assertThat(counts(Schedule.of(new double[] {1, 1, 0.7}), 3)).containsExactly(10, 10, 7);
        assertThat(counts(Schedule.of(new double[] {1.0 / 3, 0.25}), 2)).containsExactly(4, 3);
    }

    @Test
    void aHeavyBackendIsDueEveryOtherTurnAmongLightOnesOfUnequalShares() {
        double[] shares = new double[101];
        Arrays.setAll(shares, i -> i == 0 ? 1_000 : 9.5 + i * 0.01);
        assertThat(longestRunOfOthers(Schedule.of(shares), 0)).isLessThanOrEqualTo(6);
    }

    @Test
    void sharesThatAreNotWholeAreWrongByAtMostHalfATurn() {
        double[] shares = new SplittableRandom(7).doubles(1_000, 1, 10).toArray();
        double total = Arrays.stream(shares).sum();
        Schedule schedule = Schedule.of(shares);
        int[] counts = counts(schedule, shares.length);
        assertThat(schedule.length()).isBetween(TurnCounts.MOST - 500, TurnCounts.MOST + 500);
        for (int i = 0; i < shares.length; i++) {
            assertThat((double) counts[i]).isCloseTo(shares[i] / total * TurnCounts.MOST, within(0.5001));
        }
    }

    @Test
    void noBackendGoesWithoutATurnHoweverLight() {
        int[] counts = counts(Schedule.of(new double[] {1e9, 1, Math.PI * 1e6}), 3);
        assertThat(counts[1]).isEqualTo(1);
        assertThat(counts[0]).isGreaterThan(300 * counts[2]);
    }

    @Test
    void theTurnCounterMayWrapPastTheLargestInt() {
        Schedule schedule = Schedule.of(new double[] {1, 1, 1});
        assertThat(schedule.at(Integer.MAX_VALUE)).isBetween(0, 2);
        assertThat(schedule.at(Integer.MIN_VALUE)).isEqualTo((schedule.at(Integer.MAX_VALUE) + 1) % 3);
        assertThat(schedule.at(-1)).isBetween(0, 2);
    }

    @Test
    void refusesAnEmptySet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.of(new double[0]))
                .withMessage("shares: 0 (expected: 1..1048576)");
    }

    private static int[] cycle(Schedule schedule) {
        return IntStream.range(0, schedule.length()).map(schedule::at).toArray();
    }

    private static int[] counts(Schedule schedule, int places) {
        int[] counts = new int[places];
        Arrays.stream(cycle(schedule)).forEach(place -> counts[place]++);
        return counts;
    }

    /** Over three cycles, so across their seams too. */
    private static int longestRun(Schedule schedule, int place) {
        return longest(schedule, turn -> schedule.at(turn) == place);
    }

    private static int longestRunOfOthers(Schedule schedule, int place) {
        return longest(schedule, turn -> schedule.at(turn) != place);
    }

    private static int longest(Schedule schedule, java.util.function.IntPredicate counted) {
        int longest = 0;
        int run = 0;
        for (int turn = 0; turn < 3 * schedule.length(); turn++) {
            run = counted.test(turn) ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
