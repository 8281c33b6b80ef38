package dev.steelyard.lb.core.routing;

import java.util.Arrays;

/**
 * Parts of a whole, and who has which place in it: the places 0 to 2^32 - 1 are dealt out in order, so that a weight that
 * grows takes places from the others and leaves all else where it was. Immutable.
 */
final class Weights {
    private static final int PLACE_BITS = 32;

    private final int[] weights;
    private final long[] upTo;

    /**
     * @param weights 0..65535 each
     * @throws IllegalArgumentException if one is out of range or none is above 0
     */
    Weights(int... weights) {
        this.weights = weights.clone();
        this.upTo = new long[weights.length];
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < 0 || weights[i] > 65535) {
                throw new IllegalArgumentException("weight: " + weights[i] + " (expected: 0..65535)");
            }
            sum += weights[i];
            upTo[i] = sum;
        }
        if (sum == 0) {
            throw new IllegalArgumentException("weights: none is above 0 (expected: at least one)");
        }
    }

    int of(int index) {
        return weights[index];
    }

    private long sum() {
        return upTo[upTo.length - 1];
    }

    /** The part of all that one has, 0..1. */
    double part(int index) {
        return (double) weights[index] / sum();
    }

    /**
     * Whose place it is.
     *
     * @param place 0..2^32 - 1
     */
    int owner(long place) {
        long point = place * sum() >>> PLACE_BITS;
        int owner = 0;
        while (point >= upTo[owner]) {
            owner++;
        }
        return owner;
    }

    /**
     * Whose turn it is, if all come in turn: in any row of turns each has its exact part, but for one more or less a pool
     * before it. The first gets turns as a line is drawn on a grid (Bresenham 1965), the next in the same way those that are
     * left, and so on.
     *
     * @param turn 0 or above
     */
    int ownerOfTurn(long turn) {
        long left = sum();
        long now = turn % left;
        int owner = 0;
        while (now * weights[owner] % left >= weights[owner]) {
            now -= (now * weights[owner] + left - 1) / left;
            left -= weights[owner];
            owner++;
        }
        return owner;
    }

    /**
     * Any place of one.
     *
     * @param random any number
     * @return -1 if it has none
     */
    long placeOf(int index, long random) {
        long first = firstPlace(index == 0 ? 0 : upTo[index - 1]);
        long count = firstPlace(upTo[index]) - first;
        return count == 0 ? -1 : first + Long.remainderUnsigned(random, count);
    }

    private long firstPlace(long point) {
        return ((point << PLACE_BITS) + sum() - 1) / sum();
    }

    @Override
    public String toString() {
        return Arrays.toString(weights);
    }
}
