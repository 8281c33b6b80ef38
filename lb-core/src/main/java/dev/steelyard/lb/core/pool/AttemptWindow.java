package dev.steelyard.lb.core.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How many attempts of a sliding window ended, how many of them badly and how many slowly.
 *
 * <p>Ten buckets, each for a tenth of the window, so what counts is the last nine tenths to the whole of it. Any thread, no
 * lock; the first attempt of a tenth makes its bucket.
 */
final class AttemptWindow {
    private static final int BUCKETS = 10;

    private final AtomicReferenceArray<Bucket> buckets = new AtomicReferenceArray<>(BUCKETS);

    /** What ended in one tenth of a window of that length. */
    private static final class Bucket {
        private final long windowNanos;
        private final long number;
        private final AtomicInteger all = new AtomicInteger();
        private final AtomicInteger errors = new AtomicInteger();
        private final AtomicInteger slow = new AtomicInteger();

        Bucket(long windowNanos, long number) {
            this.windowNanos = windowNanos;
            this.number = number;
        }

        boolean is(long window, long wanted) {
            return windowNanos == window && number == wanted;
        }
    }

    /**
     * Sums at one moment.
     *
     * @param all attempts that ended
     */
    record Sums(int all, int errors, int slow) {}

    void add(long windowNanos, long now, boolean error, boolean slow) {
        Bucket bucket = bucket(windowNanos, Math.floorDiv(now, windowNanos / BUCKETS));
        bucket.all.incrementAndGet();
        if (error) {
            bucket.errors.incrementAndGet();
        }
        if (slow) {
            bucket.slow.incrementAndGet();
        }
    }

    private Bucket bucket(long windowNanos, long number) {
        int place = Math.floorMod(number, BUCKETS);
        Bucket known = buckets.get(place);
        if (known != null && known.is(windowNanos, number)) {
            return known;
        }
        Bucket made = new Bucket(windowNanos, number);
        return buckets.compareAndSet(place, known, made) ? made : bucket(windowNanos, number);
    }

    Sums sums(long windowNanos, long now) {
        long last = Math.floorDiv(now, windowNanos / BUCKETS);
        int all = 0;
        int errors = 0;
        int slow = 0;
        for (int i = 0; i < BUCKETS; i++) {
            Bucket bucket = buckets.get(i);
            if (bucket != null && bucket.windowNanos == windowNanos && last - bucket.number < BUCKETS) {
                all += bucket.all.get();
                errors += bucket.errors.get();
                slow += bucket.slow.get();
            }
        }
        return new Sums(all, errors, slow);
    }

    void clear() {
        for (int i = 0; i < BUCKETS; i++) {
            buckets.set(i, null);
        }
    }
}
