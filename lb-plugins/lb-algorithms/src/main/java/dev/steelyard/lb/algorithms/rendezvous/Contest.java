package dev.steelyard.lb.algorithms.rendezvous;

import dev.steelyard.lb.algorithms.hash.Bound;
import dev.steelyard.lb.algorithms.hash.ById;
import dev.steelyard.lb.algorithms.hash.CharHash;
import dev.steelyard.lb.algorithms.hash.Places;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.Arrays;

/**
 * Weighted rendezvous hashing: for each key every backend draws a number from the hash of both, and the best score wins (D.
 * Thaler, C. Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998; weights after J. Resch, "New Hashing
 * Algorithms for Data Storage", SDC 2015).
 *
 * <p>The score {@code -w / ln(h)} is the greatest where {@code -ln(h) / w} is the least. That is a time drawn from the
 * exponential distribution of rate {@code w}, and the first of such has odds in the exact ratio of the rates. Since a time
 * depends on its own backend only, a key moves only to a backend that joins or from one that leaves.
 *
 * <p>A logarithm takes longer than all the rest. As {@code -ln(h) >= 1 - h}, those with {@code (1 - h) / w} above the best
 * time so far cannot win, and of n backends about {@code 1 + ln(n)} are left to be looked at closely: eight of 1,000.
 */
final class Contest implements Places {
    private static final int NOBODY = -1;

    /** Of each backend in order of the ids, so that the order of the set decides nothing. */
    private final long[] hashes;

    private final double[] perWeight;
    private final int[] places;

    private Contest(long[] hashes, double[] perWeight, int[] places) {
        this.hashes = hashes;
        this.perWeight = perWeight;
        this.places = places;
    }

    static Contest of(BackendSet backends) {
        int[] byId = ById.places(backends);
        // Mixed twice: a key that reads like an id must not cancel out with it.
        long[] hashes = Arrays.stream(byId)
                .mapToLong(place -> CharHash.mix(CharHash.of(backends.get(place).id())))
                .toArray();
        double[] perWeight = Arrays.stream(byId)
                .mapToDouble(place -> 1 / backends.weight(place))
                .toArray();
        return new Contest(hashes, perWeight, byId);
    }

    @Override
    public int of(long hash) {
        return places[first(hash, null, 0)];
    }

    @Override
    public int of(long hash, Bound bound) {
        int first = of(hash);
        if (bound.isIdle(first)) {
            return first;
        }
        int admitted = first(hash, bound, bound.allowedLoad());
        return admitted == NOBODY ? first : places[admitted];
    }

    /** Who has the least time, of those whom the bound admits; whether it does is asked of those only who would be first. */
    private int first(long hash, Bound bound, double allowedLoad) {
        int first = NOBODY;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < hashes.length; i++) {
            double above = (CharHash.mix(hash ^ hashes[i]) >>> 11) * 0x1p-53; // 1 - h, in [0, 1)
            if (above * perWeight[i] < least) {
                double time = -Math.log(1 - above) * perWeight[i];
                if (time < least && (bound == null || bound.admits(places[i], allowedLoad))) {
                    least = time;
                    first = i;
                }
            }
        }
        return first;
    }
}
