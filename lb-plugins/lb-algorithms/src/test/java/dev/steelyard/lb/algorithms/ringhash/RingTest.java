package dev.steelyard.lb.algorithms.ringhash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.algorithms.hash.CharHash;
import dev.steelyard.lb.algorithms.hash.Places;
import dev.steelyard.lb.algorithms.hash.PlacesContract;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.testkit.FakeBackends;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RingTest extends PlacesContract {
    @Override
    protected Places places(BackendSet backends) {
        return Ring.of(backends, 10, 1_024);
    }

    /** Points do not depend on the others: nothing moves between backends that stay. */
    @Override
    protected double mostMovedBesides(int n) {
        return 0;
    }

    /** Shares of 1,000 points: 3.2 % for one sigma, and as much for a sample of 1,000 keys; 4 sigma of both are 18 %. */
    @Override
    protected double mostOff() {
        return 0.18;
    }

    @Override
    protected List<String> written() {
        return List.of("b4", "b4", "b0", "b4", "b1", "b3", "b3", "b0", "b1", "b4", "b4", "b4");
    }

    @Test
    void everyHashBelongsToTheNextPointOnTheRing() {
        FakeBackends set = FakeBackends.weighted(1, 2, 3);
        Ring ring = Ring.of(set, 100, 1);
        new SplittableRandom(3)
                .longs(2_000)
                .forEach(hash -> assertThat(ring.of(hash))
                        .isEqualTo(IntStream.range(0, 3)
                                .boxed()
                                .min(Comparator.comparing(i -> distance(hash, set, i)))
                                .orElseThrow()));
    }

    /** From a hash up to the next point of a backend, which has 100 for each unit of weight; the ring has a grain of 2^20. */
    private static long distance(long hash, FakeBackends set, int place) {
        long seed = CharHash.of(set.get(place).id());
        return LongStream.rangeClosed(1, 100 * (place + 1L))
                .map(i -> CharHash.mix(seed + i * 0x9e3779b97f4a7c15L))
                .map(point -> (point >>> 20) - (hash >>> 20) & (1L << 44) - 1)
                .min()
                .orElseThrow();
    }

    @Test
    void aBackendHasPointsByItsWeightAlone() {
        assertThat(points(FakeBackends.weighted(100, 50, 73.5), 10, 1)).containsExactly(1_000, 500, 735);
        assertThat(points(FakeBackends.weighted(100, 50), 10, 1)).containsExactly(1_000, 500);
    }

    @Test
    void aSmallRingIsScaledUpToItsLeastSize() {
        assertThat(points(FakeBackends.weighted(5, 1, 1), 10, 7_000)).containsExactly(5_000, 1_000, 1_000);
    }

    @Test
    void aLargeRingIsScaledDownAndNobodyIsLeftWithoutAPoint() {
        int[] points = points(FakeBackends.weighted(65_535, 65_535, 0.001), 10_000, 1);
        assertThat(points).containsExactly(Ring.MOST_POINTS / 2, Ring.MOST_POINTS / 2, 1);
    }

    /** The price of a least size: where the ring is scaled, up to twice as many keys move as must, and no more. */
    @Test
    void whereTheRingIsScaledAtMostTwiceAsManyKeysMove() {
        FakeBackends eleven = FakeBackends.equal(11);
        Ring before = Ring.of(eleven.without(10), 1, 65_536);
        Ring after = Ring.of(eleven, 1, 65_536);
        LongStream keys = new SplittableRandom(4).longs(100_000);
        double moved = keys.filter(key -> before.of(key) != after.of(key)).count() / 100_000.0;
        assertThat(moved).isBetween(1 / 11.0, 2 / 11.0);
    }

    private static int[] points(FakeBackends set, double points, int minimum) {
        Ring ring = Ring.of(set, points, minimum);
        int[] counts = new int[set.size()];
        for (int i = 0; i < ring.length(); i++) {
            counts[ring.placeAt(i)]++;
        }
        return counts;
    }
}
