package dev.steelyard.lb.algorithms.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.FakeRequest;
import dev.steelyard.lb.testkit.SimulatedLoad;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastLoadedTest {
    private final LeastLoaded byCapacity = new LeastLoaded(Share.CAPACITY);
    private final LeastLoaded byWeight = new LeastLoaded(Share.WEIGHT);

    @Test
    void picksTheOneWithTheFewestInFlightWhereverTheTurnIs() {
        FakeBackends set = busy(FakeBackends.equal(5), 4, 3, 9, 2, 3);
        Picker picker = byCapacity.newPicker(set, null);
        for (int turn = 0; turn < 10; turn++) {
            assertThat(picker.pick(FakeRequest.get())).isSameAs(set.get(3));
        }
    }

    @Test
    void agreesWithASearchByHandOnAnyLoad() {
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 500; trial++) {
            int[] inFlight = random.ints(random.nextInt(1, 20), 0, 6).toArray();
            FakeBackends set = busy(FakeBackends.equal(inFlight.length), inFlight);
            Picker picker = byCapacity.newPicker(set, null);
            int fewest = Arrays.stream(inFlight).min().orElseThrow();
            for (int turn = 0; turn < inFlight.length; turn++) {
                assertThat(picker.pick(FakeRequest.get()).inFlight()).isEqualTo(fewest);
            }
        }
    }

    @Test
    void anIdlePoolIsTakenInTurn() {
        FakeBackends set = FakeBackends.equal(4);
        assertThat(serially(400, set, byCapacity.newPicker(set, null))).containsExactly(100, 100, 100, 100);
    }

    @Test
    void anIdlePoolIsTakenByWeight() {
        FakeBackends set = FakeBackends.weighted(5, 1, 1);
        assertThat(serially(700, set, byWeight.newPicker(set, null))).containsExactly(500, 100, 100);
    }

    @Test
    void fewRequestsUnderWayFollowWeightsToo() {
        for (int window : new int[] {2, 3, 5, 8, 13, 50}) {
            FakeBackends set = FakeBackends.weighted(5, 1, 1);
            int[] picks = new SimulatedLoad(
                            byWeight, FakeContext.seeded(1), new SplittableRandom(1), window, backend -> 1)
                    .send(70_000, set, byWeight.newPicker(set, null));
            assertThat(picks[0]).as("of 70,000 with %s under way", window).isBetween(40_000, 60_000);
        }
    }

    @Test
    void equallyLoadedBackendsAreTakenInTurn() {
        FakeBackends set = busy(FakeBackends.equal(3), 2, 2, 2);
        assertThat(serially(300, set, byCapacity.newPicker(set, null))).containsExactly(100, 100, 100);
    }

    private static int[] serially(int count, FakeBackends set, Picker picker) {
        int[] picks = new int[set.size()];
        for (int i = 0; i < count; i++) {
            picks[set.indexOf(picker.pick(FakeRequest.get()))]++;
        }
        return picks;
    }

    private static FakeBackends busy(FakeBackends set, int... inFlight) {
        IntStream.range(0, inFlight.length)
                .forEach(i -> IntStream.range(0, inFlight[i])
                        .forEach(request -> set.get(i).begin()));
        return set;
    }
}
