package dev.steelyard.lb.algorithms.ringhash;

import dev.steelyard.lb.algorithms.hash.ById;
import dev.steelyard.lb.algorithms.hash.CharHash;
import dev.steelyard.lb.algorithms.hash.Circle;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.Arrays;

/**
 * The hash ring of D. Karger et al., "Consistent Hashing and Random Trees" (STOC 1997), with many points for each backend,
 * as ketama has (R. Jones 2007): a hash belongs to the next point at or after it.
 *
 * <p>The points of a backend follow from its id and its weight alone. So when another joins or leaves, no hash moves between
 * those that stay, unless the ring has to be scaled to its least or its largest size: then their numbers of points change
 * too, and up to twice as many hashes move.
 *
 * <p>A point is a long: its place on the ring in the high 44 bits, and below the rank of its backend by id. Points are in
 * unsigned order and stored with the sign flipped, for the sort and the comparisons of Java are signed.
 */
final class Ring implements Circle {
    /** The largest ring: 8 MiB of points and 4 MiB of index, sorted in about 0.1 s. */
    static final int MOST_POINTS = 1 << 20;

    private static final int RANK_BITS = 20;
    private static final long RANK = (1L << RANK_BITS) - 1;
    private static final long SIGN = Long.MIN_VALUE;

    /** What a generator of SplitMix64 adds from one number to the next: 2^64 over the golden ratio. */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long[] points;
    private final int[] placeOfRank;

    /** For each part of the ring, as many as there are points or twice that, the first point in or after it. */
    private final int[] starts;

    private final int shift;

    private Ring(long[] points, int[] placeOfRank) {
        this.points = points;
        this.placeOfRank = placeOfRank;
        this.shift = Math.min(63, Long.numberOfLeadingZeros(points.length - 1L));
        this.starts = starts(points, shift);
    }

    /**
     * Builds the ring.
     *
     * @param pointsPerWeight above zero
     * @param minimum points that the ring has at least, up to rounding
     */
    static Ring of(BackendSet backends, double pointsPerWeight, int minimum) {
        if (backends.size() > MOST_POINTS) {
            throw new IllegalArgumentException(
                    "backends: " + backends.size() + " (expected: at most " + MOST_POINTS + " on a ring)");
        }
        double[] weights = Share.WEIGHT.of(backends);
        double total = Arrays.stream(weights).sum();
        double size = Math.max(minimum, Math.min(MOST_POINTS, total * pointsPerWeight));
        int[] byId = ById.places(backends);
        int[] counts = Arrays.stream(byId)
                .map(place -> (int) Math.max(1, Math.rint(weights[place] / total * size)))
                .toArray();
        long[] points = new long[Arrays.stream(counts).sum()];
        int filled = 0;
        for (int rank = 0; rank < byId.length; rank++) {
            filled = add(points, filled, backends.get(byId[rank]).id(), rank, counts[rank]);
        }
        Arrays.sort(points);
        return new Ring(points, byId);
    }

    private static int add(long[] points, int from, String id, int rank, int count) {
        long seed = CharHash.of(id);
        for (int i = 0; i < count; i++) {
            seed += GOLDEN;
            points[from + i] = (CharHash.mix(seed) & ~RANK | rank) ^ SIGN;
        }
        return from + count;
    }

    private static int[] starts(long[] points, int shift) {
        int[] starts = new int[1 << (64 - shift)];
        int next = 0;
        for (int part = 0; part < starts.length; part++) {
            while (next < points.length && (points[next] ^ SIGN) >>> shift < part) {
                next++;
            }
            starts[part] = next;
        }
        return starts;
    }

    @Override
    public int length() {
        return points.length;
    }

    @Override
    public int positionOf(long hash) {
        long least = (hash & ~RANK) ^ SIGN;
        int position = starts[(int) (hash >>> shift)];
        while (position < points.length && points[position] < least) {
            position++;
        }
        return position == points.length ? 0 : position;
    }

    @Override
    public int placeAt(int position) {
        return placeOfRank[(int) (points[position] & RANK)];
    }
}
