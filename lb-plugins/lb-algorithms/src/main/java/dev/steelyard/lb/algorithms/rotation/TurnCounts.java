package dev.steelyard.lb.algorithms.rotation;

import java.util.Arrays;

/** How many turns each backend gets in one cycle: whole numbers in the ratio of the shares. */
final class TurnCounts {
    /** The longest cycle that is laid out, unless there are even more backends: 256 KiB as a table of ints. */
    static final int MOST = 65_536;

    /** Shares are products of configured and measured factors; what differs by less is rounding. */
    private static final double ROUNDING = 1e-9;

    private TurnCounts() {}

    /**
     * The smallest whole numbers in the ratio of the shares, if they add up to at most {@link #MOST}; else the nearest
     * whole numbers on a scale of {@link #MOST}, at least 1.
     *
     * <p>On that scale a backend is due {@code MOST × share / total} turns and gets that number rounded, so it is wrong by
     * at most half a turn: one due 10 turns (a share of 1 in 6,554) by 5 %, one due 100 by 0.5 %. One due less than half a
     * turn gets one, which is more than its share, yet no backend goes without.
     */
    static int[] of(double[] shares) {
        double least = Arrays.stream(shares).min().orElseThrow();
        double total = Arrays.stream(shares).sum();
        int longest = (int) Math.min(MOST, MOST * least / total + 1);
        for (int turnsOfLeast = 1; turnsOfLeast <= longest; turnsOfLeast++) {
            int[] exact = exact(shares, turnsOfLeast / least);
            if (exact != null) {
                return exact;
            }
        }
        return nearest(shares, MOST / total);
    }

    /** The shares on a scale, or {@code null} if they are not whole there or add up to too many. */
    private static int[] exact(double[] shares, double scale) {
        int[] turns = new int[shares.length];
        long sum = 0;
        for (int i = 0; i < shares.length; i++) {
            double due = shares[i] * scale;
            turns[i] = (int) Math.rint(due);
            sum += turns[i];
            if (Math.abs(due - turns[i]) > ROUNDING * due || sum > Math.max(MOST, shares.length)) {
                return null;
            }
        }
        return turns;
    }

    private static int[] nearest(double[] shares, double scale) {
        int[] turns = new int[shares.length];
        for (int i = 0; i < shares.length; i++) {
            turns[i] = (int) Math.max(1, Math.rint(shares[i] * scale));
        }
        return turns;
    }
}
