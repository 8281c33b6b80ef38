package dev.steelyard.lb.algorithms.draw;

import java.util.random.RandomGenerator;

/** Draws places by weight, one and then others than that. Immutable; any thread. */
public final class Candidates {
    /** Two in a row of a backend with 9/10 of all weight go on to a third draw; it must end somewhere. */
    private static final int REDRAWS = 4;

    private final AliasTable table;
    private final int places;
    private final RandomGenerator random;

    /**
     * @param weights at least one, each above zero
     */
    public Candidates(double[] weights, RandomGenerator random) {
        this.table = AliasTable.of(weights);
        this.places = weights.length;
        this.random = random;
    }

    /** A place, by weight. */
    public int draw() {
        return table.draw(random);
    }

    /** Another place, by weight; by plain lot if one has nearly all the weight; the same only if it is alone. */
    public int other(int than) {
        for (int i = 0; i < REDRAWS; i++) {
            int drawn = table.draw(random);
            if (drawn != than) {
                return drawn;
            }
        }
        int step = 1 + (int) ((random.nextLong() >>> 32) * (places - 1) >>> 32);
        return (than + step) % places;
    }
}
