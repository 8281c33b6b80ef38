package dev.steelyard.lb.algorithms.poweroftwochoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TwoChoicesTest {
    private final Algorithm algorithm = new PowerOfTwoChoices(new SplittableRandom(9));

    @Test
    void ofTwoBackendsTheLessLoadedIsAlwaysPicked() {
        FakeBackends set = FakeBackends.equal(2);
        set.get(0).begin();
        assertThat(picks(1_000, set)).containsExactly(0, 1_000);
    }

    @Test
    void theLessLoadedOfTwoIsPickedEvenIfNearlyAllWeightIsOnTheOther() {
        FakeBackends set = FakeBackends.weighted(30_000, 1);
        for (int i = 0; i < 60_000; i++) {
            set.get(0).begin();
        }
        assertThat(picks(1_000, set)).containsExactly(0, 1_000);
    }

    @Test
    void theMostLoadedOfAllIsNeverPicked() {
        FakeBackends set = FakeBackends.equal(10);
        set.get(4).begin();
        assertThat(picks(10_000, set)[4]).isZero();
    }

    @Test
    void anIdlePoolIsTakenByWeight() {
        int[] picks = picks(70_000, FakeBackends.weighted(5, 1, 1));
        assertThat((double) picks[0]).isCloseTo(50_000, within(700.0));
        assertThat((double) picks[1]).isCloseTo(10_000, within(400.0));
    }

    private int[] picks(int count, FakeBackends set) {
        Picker picker = algorithm.newPicker(set, null);
        int[] picks = new int[set.size()];
        for (int i = 0; i < count; i++) {
            picks[set.indexOf(picker.pick(FakeRequest.get()))]++;
        }
        return picks;
    }
}
