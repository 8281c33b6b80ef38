package dev.steelyard.lb.algorithms.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.algorithms.hash.CharHash;
import dev.steelyard.lb.algorithms.hash.Places;
import dev.steelyard.lb.algorithms.hash.PlacesContract;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.testkit.FakeBackends;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContestTest extends PlacesContract {
    @Override
    protected Places places(BackendSet backends) {
        return Contest.of(backends);
    }

    /** A backend's score depends on nobody else: nothing moves between those that stay. */
    @Override
    protected double mostMovedBesides(int n) {
        return 0;
    }

    /** Shares are exact; what is off is the sample: 4 sigma of 1,000 keys are 13 %. */
    @Override
    protected double mostOff() {
        return 0.13;
    }

    @Override
    protected List<String> written() {
        return List.of("b0", "b4", "b1", "b3", "b4", "b2", "b4", "b1", "b3", "b1", "b0", "b4");
    }

    /** The short cut leaves out nobody who would have won. */
    @Test
    void theWinnerIsWhoHasTheGreatestScoreOfAll() {
        double[] weights = new SplittableRandom(1).doubles(200, 0.1, 100).toArray();
        FakeBackends set = FakeBackends.weighted(weights);
        Contest contest = Contest.of(set);
        new SplittableRandom(2)
                .longs(5_000)
                .forEach(key -> assertThat(contest.of(key)).isEqualTo(best(set, key)));
    }

    private static int best(FakeBackends set, long key) {
        int best = -1;
        double most = 0;
        for (int i = 0; i < set.size(); i++) {
            long mixed = CharHash.mix(key ^ CharHash.mix(CharHash.of(set.get(i).id())));
            double h = 1 - (mixed >>> 11) * 0x1p-53;
            double score = -set.weight(i) / Math.log(h);
            if (score > most) {
                most = score;
                best = i;
            }
        }
        return best;
    }

    @Test
    void aKeyThatReadsLikeAnIdIsAKeyLikeAnyOther() {
        FakeBackends set = FakeBackends.equal(50);
        Contest contest = Contest.of(set);
        long atItsNamesake = java.util.stream.IntStream.range(0, 50)
                .filter(i -> contest.of(CharHash.of("b" + i)) == i)
                .count();
        assertThat(atItsNamesake).isLessThan(8);
    }
}
