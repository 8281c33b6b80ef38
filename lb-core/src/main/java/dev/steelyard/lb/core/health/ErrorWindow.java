package dev.steelyard.lb.core.health;

/**
 * Tells when {@code limit} errors fall within a sliding window.
 *
 * <p>The times of the last {@code limit} errors stand in a ring: when an error is written, the next slot holds the time of
 * the error {@code limit - 1} before it, and if that lies within the window, so do all between. Any thread; a lock, since
 * writing a slot and reading the next must be one step: else two errors at once each see the other's as the oldest.
 */
final class ErrorWindow {
    private final long[] times;
    private final long windowNanos;
    private long errors;

    ErrorWindow(int limit, long windowNanos) {
        this.times = new long[limit];
        this.windowNanos = windowNanos;
    }

    /** Counts an error and says whether it is the one too many. */
    synchronized boolean add(long now) {
        times[(int) (errors++ % times.length)] = now;
        return errors >= times.length && now - times[(int) (errors % times.length)] <= windowNanos;
    }

    /** Forgets all errors. */
    synchronized void clear() {
        errors = 0;
    }
}
