package dev.steelyard.lb.algorithms.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.algorithms.rotation.Schedule;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.algorithms.rotation.Turns;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
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
    void agreesWithAPlainSearchThatBeginsWhereTheTurnIs() {
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 2_000; trial++) {
            int size = random.nextInt(1, 30);
            int kinds = random.nextInt(1, 5);
            double[] weights = random.ints(size, 0, kinds)
                    .mapToDouble(kind -> 1 + 3 * kind)
                    .toArray();
            FakeBackends set = busy(
                    FakeBackends.weighted(weights),
                    random.ints(size, 0, 1 + trial % 9).toArray());
            Picker picker = byWeight.newPicker(set, null);
            Turns turns = Turns.from(null, Schedule.of(weights));
            for (int turn = 0; turn < 2 * size; turn++) {
                assertThat(picker.pick(FakeRequest.get())).isSameAs(leastLoaded(set, weights, turns.next()));
            }
        }
    }

    /** The first of the least loaded from the nominated one on, by the definition of {@link Load}. */
    private static Backend leastLoaded(FakeBackends set, double[] weights, int nominated) {
        int[] half = Load.ofHalfARequest(weights);
        int best = nominated;
        long least = Load.ofNominated(set.get(nominated), half[nominated]);
        for (int step = 1; step < weights.length; step++) {
            int other = (nominated + step) % weights.length;
            long load = Load.ofOther(set.get(other), half[other]);
            best = load < least ? other : best;
            least = Math.min(load, least);
        }
        return set.get(best);
    }

    @Test
    void turnsGoOnWhereSharesBecomeUnequalAndEqualAgain() {
        FakeBackends equal = FakeBackends.equal(4);
        Picker first = byCapacity.newPicker(equal, null);
        first.pick(FakeRequest.get());
        first.pick(FakeRequest.get());

        Picker second = byCapacity.newPicker(equal.degraded(3, 0.5), first); // at turn 4 of 7
        second.pick(FakeRequest.get());
        Picker third = byCapacity.newPicker(equal, second); // after 5 of 7 comes 3 of 4
        assertThat(third.pick(FakeRequest.get())).isSameAs(equal.get(3));
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
