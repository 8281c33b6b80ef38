package dev.steelyard.lb.algorithms.draw;

import java.util.random.RandomGenerator;

/**
 * Draws places by their shares in constant time, whatever the number of places.
 *
 * <p>The alias method (A. J. Walker 1977; construction in linear time by M. D. Vose, "A linear algorithm for generating
 * random numbers with a given distribution", 1991): the shares are cut and stacked into columns of equal height with at
 * most two owners each. A draw is a column and a height in it. Immutable; any thread.
 */
public final class AliasTable {
    private static final long LOW = 0xffff_ffffL;

    /** A column: its upper owner in the high 32 bits; below, how far its own place reaches, as a 32-bit fraction. */
    private final long[] columns;

    private AliasTable(long[] columns) {
        this.columns = columns;
    }

    /**
     * Builds the table.
     *
     * @param shares at least one, each above zero
     */
    public static AliasTable of(double[] shares) {
        return new AliasTable(new Stacking(shares).columns());
    }

    /**
     * A place, drawn with one 64-bit number: 32 bits for the column (scaled, which is off by less than {@code places /
     * 2^32}) and 32 for the height.
     */
    public int draw(RandomGenerator random) {
        long bits = random.nextLong();
        int place = (int) ((bits >>> 32) * columns.length >>> 32);
        long column = columns[place];
        return (bits & LOW) <= (column & LOW) ? place : (int) (column >>> 32);
    }

    /** Vose's construction: what is short of a column is filled up from what is more than one. */
    private static final class Stacking {
        private final double[] heights;
        private final long[] columns;
        private final int[] small;
        private final int[] large;
        private int smalls;
        private int larges;

        Stacking(double[] shares) {
            heights = new double[shares.length];
            columns = new long[shares.length];
            small = new int[shares.length];
            large = new int[shares.length];
            double total = 0;
            for (double share : shares) {
                total += share;
            }
            for (int i = 0; i < shares.length; i++) {
                heights[i] = shares[i] / total * shares.length;
                sort(i);
            }
        }

        private void sort(int place) {
            if (heights[place] < 1) {
                small[smalls++] = place;
            } else {
                large[larges++] = place;
            }
        }

        long[] columns() {
            while (smalls > 0 && larges > 0) {
                int low = small[--smalls];
                int high = large[--larges];
                columns[low] = (long) high << 32 | (long) (heights[low] * 0x1p32) & LOW;
                heights[high] -= 1 - heights[low];
                sort(high);
            }
            // What is left of either kind is a full column, up to rounding.
            while (larges > 0) {
                full(large[--larges]);
            }
            while (smalls > 0) {
                full(small[--smalls]);
            }
            return columns;
        }

        private void full(int place) {
            columns[place] = (long) place << 32 | LOW;
        }
    }
}
