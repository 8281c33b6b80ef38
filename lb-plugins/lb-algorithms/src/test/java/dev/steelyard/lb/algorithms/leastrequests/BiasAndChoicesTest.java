package dev.steelyard.lb.algorithms.leastrequests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.FakeRequest;
import dev.steelyard.lb.testkit.SimulatedLoad;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BiasAndChoicesTest {
    private static final int PICKS = 100_000;

    @Test
    void backendsFillUpInTheRatioOfWeightToTheInverseOfTheBias() {
        assertThat(shareOfHeavy(1.0, 4, 1)).isCloseTo(0.8, within(0.01));
        assertThat(shareOfHeavy(2.0, 4, 1)).as("sqrt(4) to 1").isCloseTo(2 / 3.0, within(0.01));
        assertThat(shareOfHeavy(0.5, 2, 1)).as("2 squared to 1").isCloseTo(0.8, within(0.01));
        assertThat(shareOfHeavy(10, 4, 1)).as("4^0.1 to 1").isCloseTo(1.149 / 2.149, within(0.01));
    }

    @Test
    void anIdlePoolIsTakenByWeightWhateverTheBias() {
        for (double bias : new double[] {0.1, 1, 10}) {
            assertThat(shareOfHeavy(bias, 1, 4, 1)).isCloseTo(0.8, within(0.01));
        }
    }

    @Test
    void ofAsManyChoicesAsBackendsTheLeastLoadedIsNearlyAlwaysFound() {
        FakeBackends set = FakeBackends.equal(8);
        for (int i = 0; i < 8; i++) {
            for (int busy = i == 5 ? 1 : 2; busy > 0; busy--) {
                set.get(i).begin();
            }
        }
        // Of 8 equal ones, the one is missed by the first draw and 7 times in 7 others: 7/8 * (6/7)^7 = 30 %; by two:
        // 75 %.
        assertThat(partTo(set, 5, 8)).isCloseTo(0.70, within(0.01));
        assertThat(partTo(set, 5, 2)).isCloseTo(0.25, within(0.01));
    }

    @Test
    void theMostLoadedIsNeverPickedWithAnyNumberOfChoices() {
        FakeBackends set = FakeBackends.equal(5);
        set.get(4).begin();
        for (int choices = 2; choices <= 8; choices++) {
            assertThat(partTo(set, 4, choices)).isZero();
        }
    }

    private static double partTo(FakeBackends set, int place, int choices) {
        var picker = new LeastRequests(choices, 1, FakeContext.seeded(7).random()).newPicker(set, null);
        int picked = 0;
        for (int i = 0; i < PICKS; i++) {
            picked += picker.pick(FakeRequest.get()) == set.get(place) ? 1 : 0;
        }
        return (double) picked / PICKS;
    }

    private static double shareOfHeavy(double bias, double heavy, double light) {
        return shareOfHeavy(bias, 1_000, heavy, light);
    }

    private static double shareOfHeavy(double bias, int window, double... weights) {
        FakeContext context = FakeContext.seeded(1);
        Algorithm algorithm = new LeastRequests(2, bias, context.random());
        FakeBackends set = FakeBackends.weighted(weights);
        return (double) new SimulatedLoad(algorithm, context, new SplittableRandom(1), window, backend -> 1)
                        .send(PICKS, set, algorithm.newPicker(set, null))[0]
                / PICKS;
    }
}
