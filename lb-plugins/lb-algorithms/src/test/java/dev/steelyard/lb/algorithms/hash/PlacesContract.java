package dev.steelyard.lb.algorithms.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeBackends;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every consistent hash must do, whatever its layout. */
public abstract class PlacesContract {
    private static final int KEYS = 100_000;

    /** Keys that move when one joins or leaves n others beyond those that must, as a part of all; sampled, so never quite 0. */
    protected abstract double mostMovedBesides(int n);

    /** How far from its weight a backend's share may be, relative to the share. */
    protected abstract double mostOff();

    /** The layout under test. */
    protected abstract Places places(BackendSet backends);

    /** Where the first twelve keys go, of five equal backends. */
    protected abstract List<String> written();

    @Test
    final void aBackendThatJoinsTakesItsShareOfTheKeysAndFewOthersMove() {
        for (int n : new int[] {3, 10, 100}) {
            FakeBackends before = FakeBackends.equal(n);
            FakeBackends after = before.with(FakeBackend.of("joined"));
            assertThat(sharesOf(after)[n]).isCloseTo(1.0 / (n + 1), within(mostOff() / (n + 1)));
            assertThat(movedBetweenStaying(before, after))
                    .as("moved between %s that were there before", n)
                    .isLessThanOrEqualTo(mostMovedBesides(n));
        }
    }

    @Test
    final void whenABackendLeavesFewKeysOfTheOthersMove() {
        for (int n : new int[] {3, 10, 100}) {
            FakeBackends before = FakeBackends.equal(n + 1);
            assertThat(movedBetweenStaying(before, before.without(n / 2))).isLessThanOrEqualTo(mostMovedBesides(n));
        }
    }

    @Test
    final void sharesFollowWeights() {
        double[] weights = {100, 50, 200, 100, 73, 500};
        double total = Arrays.stream(weights).sum();
        double[] shares = sharesOf(FakeBackends.weighted(weights));
        for (int i = 0; i < weights.length; i++) {
            double share = weights[i] / total;
            assertThat(shares[i]).as("share of weight %s", weights[i]).isCloseTo(share, within(mostOff() * share));
        }
    }

    @Test
    final void theOrderOfBackendsDoesNotMatter() {
        List<FakeBackend> backends =
                IntStream.range(0, 20).mapToObj(i -> FakeBackend.of("b" + i)).toList();
        List<FakeBackend> reversed = new java.util.ArrayList<>(backends);
        Collections.reverse(reversed);
        double[] weights = IntStream.range(0, 20).mapToDouble(i -> 50 + i).toArray();
        double[] reversedWeights =
                IntStream.range(0, 20).mapToDouble(i -> 50 + 19 - i).toArray();
        FakeBackends one = FakeBackends.of(backends, weights);
        FakeBackends other = FakeBackends.of(reversed, reversedWeights);
        Places ofOne = places(one);
        Places ofOther = places(other);
        assertThat(keys().allMatch(key -> one.get(ofOne.of(key)) == other.get(ofOther.of(key))))
                .isTrue();
    }

    /** Written down once: processes and nodes of different versions serve one pool, so this must not change. */
    @Test
    final void everyProcessSendsTheseKeysToTheseBackends() {
        FakeBackends five = FakeBackends.equal(5);
        Places places = places(five);
        assertThat(keys().limit(12).mapToObj(key -> five.get(places.of(key)).id()))
                .containsExactlyElementsOf(written());
    }

    @Test
    final void everyHashHasAPlaceEvenAtTheEnds() {
        for (int n : new int[] {1, 2, 7}) {
            Places places = places(FakeBackends.equal(n));
            for (long hash : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0xffff_ffffL, ~0xffff_ffffL}) {
                assertThat(places.of(hash)).isBetween(0, n - 1);
            }
        }
    }

    @Test
    final void noBackendIsOverItsBoundThoughAllRequestsHaveOneKey() {
        for (double factor : new double[] {1.01, 1.25, 2}) {
            new BoundedRun(this, FakeBackends.weighted(5, 1, 1, 3, 10), factor, random -> 42).run();
        }
    }

    @Test
    final void noBackendIsOverItsBoundWithFewFavouriteKeys() {
        double[] weights = new double[50];
        Arrays.setAll(weights, i -> 100 + i);
        new BoundedRun(this, FakeBackends.weighted(weights), 1.25, random -> CharHash.mix(random.nextInt(20))).run();
    }

    @Test
    final void onlyKeysOfAFullBackendGoElsewhereAndEachAlwaysToTheSame() {
        FakeBackends ten = FakeBackends.equal(10);
        Places places = places(ten);
        Bound bound = new Bound(ten, new BoundedLoad(1.25));
        IntStream.range(0, 10).forEach(i -> begin(ten.get(i), i == 4 ? 30 : 10));
        boolean[] taken = new boolean[10];
        keys().limit(10_000).forEach(key -> {
            int place = places.of(key, bound);
            assertThat(place).isNotEqualTo(4).isEqualTo(places.of(key, bound));
            assertThat(places.of(key) == 4 || place == places.of(key)).isTrue();
            taken[place] |= places.of(key) == 4;
        });
        taken[4] = true;
        assertThat(taken).as("those who took over keys of the full one").doesNotContain(false);
    }

    private static void begin(FakeBackend backend, int requests) {
        IntStream.range(0, requests).forEach(i -> backend.begin());
    }

    private double[] sharesOf(FakeBackends set) {
        Places places = places(set);
        double[] shares = new double[set.size()];
        keys().forEach(key -> shares[places.of(key)] += 1.0 / KEYS);
        return shares;
    }

    private double movedBetweenStaying(FakeBackends before, FakeBackends after) {
        Places of = places(before);
        Places then = places(after);
        return (double) keys().filter(key -> moved(before.get(of.of(key)), after.get(then.of(key)), before, after))
                        .count()
                / KEYS;
    }

    private static boolean moved(FakeBackend from, FakeBackend to, FakeBackends before, FakeBackends after) {
        return from != to && after.indexOf(from) >= 0 && before.indexOf(to) >= 0;
    }

    private static LongStream keys() {
        return new SplittableRandom(5).longs(KEYS);
    }
}
