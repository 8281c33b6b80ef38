package dev.steelyard.lb.core.health;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells when {@code limit} errors fall within a sliding window; any thread, without lock or allocation.
 *
 * <p>The times of the last {@code limit} errors stand in a ring: when an error is written, the next slot holds the time of
 * the error {@code limit - 1} before it, and if that lies within the window, so do all between.
 */
final class ErrorWindow {
    /** No error yet; nanoTime may be any number, but it will not be this one while the process lives (292 years). */
    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLongArray times;
    private final AtomicLong errors = new AtomicLong();
    private final long windowNanos;

    ErrorWindow(int limit, long windowNanos) {
        this.times = new AtomicLongArray(limit);
        this.windowNanos = windowNanos;
        clear();
    }

    /** Counts an error and says whether it is the one too many. */
    boolean add(long now) {
        int slot = (int) (errors.getAndIncrement() % times.length());
        times.set(slot, now);
        long oldest = times.get((slot + 1) % times.length());
        return oldest != NEVER && now - oldest <= windowNanos;
    }

    /** Forgets all errors. */
    void clear() {
        for (int i = 0; i < times.length(); i++) {
            times.set(i, NEVER);
        }
    }
}
