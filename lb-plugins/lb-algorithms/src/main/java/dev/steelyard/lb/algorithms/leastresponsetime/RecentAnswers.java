package dev.steelyard.lb.algorithms.leastresponsetime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The average over the last answers of one backend. Any thread, no lock, no allocation.
 *
 * <p>A ring of times and their sum. Who puts a time into the ring takes the one it replaces out of the sum, each in one
 * atomic step, so no race leaves a trace in the sum; a reader may see it one answer early or late.
 */
final class RecentAnswers {
    /** So that a sum of 10,000 cannot overflow. */
    private static final long LONGEST_NANOS = 3_600_000_000_000L;

    private final AtomicLongArray ring;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger filled = new AtomicInteger();
    private final AtomicLong sum = new AtomicLong();

    RecentAnswers(int window) {
        ring = new AtomicLongArray(window);
    }

    /** Adds an answer, which pushes out the oldest. */
    void add(long nanos) {
        long time = Math.max(1, Math.min(LONGEST_NANOS, nanos));
        long replaced = ring.getAndSet(Integer.remainderUnsigned(next.getAndIncrement(), ring.length()), time);
        sum.addAndGet(time - replaced);
        if (replaced == 0) {
            filled.incrementAndGet();
        }
    }

    /** The average in nanoseconds, or 0 while there is no answer. */
    double average() {
        int count = filled.get();
        return count == 0 ? 0 : (double) sum.get() / count;
    }

    int window() {
        return ring.length();
    }
}
