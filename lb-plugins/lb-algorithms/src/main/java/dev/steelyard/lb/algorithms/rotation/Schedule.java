package dev.steelyard.lb.algorithms.rotation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The order of turns in one cycle, for shares that do not change.
 *
 * <p>Earliest virtual deadline first, as in weighted fair queueing: a backend with {@code c} turns a cycle is due at {@code
 * (k + phase) / c} of the cycle for {@code k = 0 … c-1}, so its turns are evenly spaced whatever the others do. All turns
 * in the order of their deadlines are the schedule. With shares 5/1/1 the heavy one never has more than three turns in a
 * row, from one cycle into the next too. Immutable; any thread.
 */
public final class Schedule {
    /** Irrational, so that its multiples spread over the unit interval however many there are (H. Weyl 1916). */
    private static final double GOLDEN = 0.618_033_988_749_895;

    /** Deadlines are compared as 42-bit fractions, above the 20 bits that name the backend: one sort of longs. */
    private static final int INDEX_BITS = 20;

    private static final double DEADLINE_UNITS = 0x1p42;

    private final int[] order;

    private Schedule(int[] order) {
        this.order = order;
    }

    /**
     * Lays out a cycle.
     *
     * @param shares at least one and at most 1,048,576, each above zero
     */
    public static Schedule of(double[] shares) {
        if (shares.length == 0 || shares.length > 1 << INDEX_BITS) {
            throw new IllegalArgumentException(
                    "shares: " + shares.length + " (expected: 1.." + (1 << INDEX_BITS) + ")");
        }
        int[] turns = TurnCounts.of(shares);
        return new Schedule(inOrderOfDeadlines(turns, phases(turns)));
    }

    /** Turns in a cycle. */
    public int length() {
        return order.length;
    }

    /** Whose turn it is, as a place in the shares; {@code turn} counts from 0 as unsigned and goes round. */
    public int at(int turn) {
        return order[Integer.remainderUnsigned(turn, order.length)];
    }

    /**
     * Where in its period each backend has its first turn.
     *
     * <p>Backends with equally many turns are spaced evenly, in their order: plain rotation when all are equal. The groups
     * of them are shifted against each other by {@code golden ratio × group²}, so that many light backends of nearly the
     * same share, each due once in a while, are not all due at the same moment. The square matters: backends drift apart
     * as the cycle goes on by their difference in turns, often by steps of one, and a shift that grows by equal steps
     * would be made up for by the drift at some point of the cycle, for all of them at once.
     */
    private static double[] phases(int[] turns) {
        int[] heaviestFirst = IntStream.range(0, turns.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> -turns[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] phases = new double[turns.length];
        long group = 0;
        for (int from = 0, to; from < turns.length; from = to, group++) {
            to = endOfGroup(heaviestFirst, from, turns);
            double shift = (0.5 + GOLDEN * group * group) % 1;
            for (int i = from; i < to; i++) {
                phases[heaviestFirst[i]] = (i - from + shift) / (to - from);
            }
        }
        return phases;
    }

    private static int endOfGroup(int[] heaviestFirst, int from, int[] turns) {
        int to = from + 1;
        while (to < heaviestFirst.length && turns[heaviestFirst[to]] == turns[heaviestFirst[from]]) {
            to++;
        }
        return to;
    }

    private static int[] inOrderOfDeadlines(int[] turns, double[] phases) {
        long[] due = new long[Arrays.stream(turns).sum()];
        int filled = 0;
        for (int i = 0; i < turns.length; i++) {
            for (int k = 0; k < turns[i]; k++) {
                double deadline = (k + phases[i]) / turns[i];
                due[filled++] = (long) (deadline * DEADLINE_UNITS) << INDEX_BITS | i;
            }
        }
        Arrays.sort(due);
        return Arrays.stream(due)
                .mapToInt(turn -> (int) (turn & (1 << INDEX_BITS) - 1))
                .toArray();
    }
}
