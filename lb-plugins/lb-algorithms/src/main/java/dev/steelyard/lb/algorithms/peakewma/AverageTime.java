package dev.steelyard.lb.algorithms.peakewma;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A moving average of answers that come at any intervals (A. Eckner, "Algorithms for Unevenly Spaced Time Series", 2012): an
 * answer counts {@code 1 - e^(-t / decay time)}, where {@code t} is the time since the one before. Any thread, no lock, no
 * allocation.
 *
 * <p>One long holds the average, as a float in the high half, and the tick of its last answer, so both change in one step.
 * Of several answers in one tick the first is averaged: under load that is a sample of 8,192 in a decay time, and most
 * answers only read.
 */
final class AverageTime {
    /** So that an average is never 0, which means that there is none. */
    private static final float SHORTEST_NANOS = 1;

    private static final long NONE = 0;

    private final AtomicLong state = new AtomicLong(NONE);

    /** Takes an answer into the average. */
    void add(long nanos, int tick) {
        update(nanos, tick, false);
    }

    /** Takes an answer into the average, which it becomes if it was slower. */
    void addPeak(long nanos, int tick) {
        update(nanos, tick, true);
    }

    private void update(long nanos, int tick, boolean peaks) {
        float time = Math.max(SHORTEST_NANOS, nanos);
        long before;
        long after;
        do {
            before = state.get();
            after = next(before, time, tick, peaks);
        } while (before != after && !state.compareAndSet(before, after));
    }

    private static long next(long before, float time, int tick, boolean peaks) {
        float average = average(before);
        if (before == NONE || (peaks && time > average)) {
            return packed(time, tick);
        }
        double left = Ticks.leftAfter((int) before, tick);
        return left == 1 ? before : packed((float) (average * left + time * (1 - left)), tick);
    }

    private static long packed(float average, int tick) {
        return (long) Float.floatToRawIntBits(average) << 32 | Integer.toUnsignedLong(tick);
    }

    private static float average(long state) {
        return Float.intBitsToFloat((int) (state >>> 32));
    }

    /** In nanoseconds as of the last answer, or 0 if there was none. */
    double nanos() {
        return average(state.get());
    }

    /**
     * In nanoseconds, less what was forgotten since the last answer, but not below a bound that it did not start below.
     *
     * @return {@code absent} if there was no answer
     */
    double nanos(int tick, double bound, double absent) {
        long now = state.get();
        if (now == NONE) {
            return absent;
        }
        float average = average(now);
        return average <= bound ? average : Math.max(bound, average * Ticks.leftAfter((int) now, tick));
    }
}
