package dev.steelyard.lb.core.metrics;

import com.codahale.metrics.Metric;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A histogram of durations from 100 µs to 100 s that is written without lock or allocation.
 *
 * <p>Buckets grow by 2^(1/4), so a quantile read from it is at most 19 % too high: 20 doublings lie between the ends, times
 * 4, and one bucket below and one above for the rest make 82 counters. Every event loop writes counters of its own, 664 bytes
 * with their sum, so that no two processors fight for a cache line; who reads adds them up. Any thread may record and read.
 */
public final class LatencyHistogram implements Metric {
    private static final int PER_DOUBLING = 4;
    private static final long LEAST_NANOS = 100_000;
    private static final int BUCKETS = 20 * PER_DOUBLING + 2;
    private static final int SUM = BUCKETS;

    /** A power of two; event loops are made one after the other, so the low bits of their threads' numbers differ. */
    private static final int STRIPES =
            Integer.highestOneBit(Math.min(16, 2 * Runtime.getRuntime().availableProcessors() - 1));

    private final AtomicReferenceArray<AtomicLongArray> stripes = new AtomicReferenceArray<>(STRIPES);

    /** Adds one duration; negative ones count as zero. */
    public void record(long nanos) {
        AtomicLongArray own = own();
        own.getAndIncrement(bucket(nanos));
        own.getAndAdd(SUM, Math.max(0, nanos));
    }

    private AtomicLongArray own() {
        int stripe = (int) Thread.currentThread().getId() & (STRIPES - 1);
        AtomicLongArray own = stripes.get(stripe);
        return own != null ? own : added(stripe);
    }

    private AtomicLongArray added(int stripe) {
        stripes.compareAndSet(stripe, null, new AtomicLongArray(BUCKETS + 1));
        return stripes.get(stripe);
    }

    /** The sum of all durations. */
    public long sumNanos() {
        return total(SUM);
    }

    /** The counts now, to be asked for quantiles, or to be taken away from later ones. */
    public Snapshot snapshot() {
        long[] copy = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = total(i);
        }
        return new Snapshot(copy);
    }

    private long total(int index) {
        long total = 0;
        for (int i = 0; i < STRIPES; i++) {
            AtomicLongArray counts = stripes.get(i);
            total += counts == null ? 0 : counts.get(index);
        }
        return total;
    }

    /** The smallest bucket whose upper bound is not below the duration. */
    private static int bucket(long nanos) {
        if (nanos <= LEAST_NANOS) {
            return 0;
        }
        int doubling = 63 - Long.numberOfLeadingZeros(nanos / LEAST_NANOS);
        int guess = Math.min(BUCKETS - 1, doubling * PER_DOUBLING);
        while (guess < BUCKETS - 1 && upperBoundNanos(guess) < nanos) {
            guess++;
        }
        return guess;
    }

    private static long upperBoundNanos(int bucket) {
        return UpperBounds.NANOS[bucket];
    }

    /** The bounds, computed once: a power for each recorded duration would cost more than the recording. */
    private static final class UpperBounds {
        private static final long[] NANOS = new long[BUCKETS];

        static {
            for (int i = 0; i < BUCKETS - 1; i++) {
                NANOS[i] = Math.round(LEAST_NANOS * Math.pow(2, (double) i / PER_DOUBLING));
            }
            NANOS[BUCKETS - 1] = Long.MAX_VALUE;
        }
    }

    /** Counts at one moment. */
    public static final class Snapshot {
        private final long[] counts;

        private Snapshot(long[] counts) {
            this.counts = counts;
        }

        /** What was recorded between an earlier snapshot of the same histogram and this one. */
        public Snapshot since(Snapshot earlier) {
            long[] difference = new long[BUCKETS];
            for (int i = 0; i < BUCKETS; i++) {
                difference[i] = counts[i] - earlier.counts[i];
            }
            return new Snapshot(difference);
        }

        /** How many durations there are. */
        public long count() {
            return countUpTo(Long.MAX_VALUE);
        }

        /** How many durations are at most this long; exact at bucket bounds. */
        public long countUpTo(long nanos) {
            long sum = 0;
            for (int i = 0; i < BUCKETS && upperBoundNanos(i) <= nanos; i++) {
                sum += counts[i];
            }
            return sum;
        }

        /**
         * The duration that a share of all did not exceed, in nanoseconds, or 0 without any.
         *
         * @param share 0..1
         */
        public long quantileNanos(double share) {
            long wanted = Math.max(1, (long) Math.ceil(share * count()));
            long sum = 0;
            for (int i = 0; i < BUCKETS; i++) {
                sum += counts[i];
                if (sum >= wanted) {
                    return upperBoundNanos(Math.min(i, BUCKETS - 2));
                }
            }
            return 0;
        }
    }
}
