package dev.steelyard.lb.algorithms.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AliasTableTest {

    @Test
    void drawsEachPlaceByItsShare() {
        double[] shares = {100, 50, 10, 1, 839};
        int[] draws = draws(shares, 1_000_000);
        for (int i = 0; i < shares.length; i++) {
            double sigma = Math.sqrt(1_000 * shares[i]);
            assertThat((double) draws[i]).isCloseTo(1_000 * shares[i], within(4 * sigma));
        }
    }

    @Test
    void drawsEachOfAThousandEqualPlacesAlike() {
        double[] shares = new double[1_000];
        Arrays.fill(shares, 0.1);
        int[] draws = draws(shares, 1_000_000);
        assertThat(Arrays.stream(draws).summaryStatistics().getMin()).isGreaterThan(850);
        assertThat(Arrays.stream(draws).summaryStatistics().getMax()).isLessThan(1_150);
    }

    @Test
    void drawsTheOnlyPlace() {
        assertThat(draws(new double[] {0.001}, 1_000)).containsExactly(1_000);
    }

    @Test
    void drawsOnlyPlacesOfTheTableAtEveryEndOfTheRandomNumbers() {
        AliasTable table = AliasTable.of(new double[] {1, 2, 3});
        for (long bits : new long[] {0, -1, 0xffff_ffffL, 0xffff_ffff_0000_0000L, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(table.draw(() -> bits)).isBetween(0, 2);
        }
    }

    private static int[] draws(double[] shares, int count) {
        AliasTable table = AliasTable.of(shares);
        SplittableRandom random = new SplittableRandom(11);
        int[] draws = new int[shares.length];
        for (int i = 0; i < count; i++) {
            draws[table.draw(random)]++;
        }
        return draws;
    }
}
