package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.core.metrics.LatencyHistogram;
import java.util.concurrent.atomic.LongAdder;

/** What became of the requests that a split sent to one of its pools. Any thread; counting takes no lock. */
public final class Figures {
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LatencyHistogram heads = new LatencyHistogram();

    /**
     * Counts at one moment.
     *
     * @param failures answers of 5xx and those that were broken off
     * @param heads how long the heads of answers took, which no client can draw out by reading slowly
     */
    public record Counts(long requests, long failures, LatencyHistogram.Snapshot heads) {
        Counts since(Counts earlier) {
            return new Counts(requests - earlier.requests, failures - earlier.failures, heads.since(earlier.heads));
        }

        /** The part that failed, 0 without any. */
        public double errorRatio() {
            return requests == 0 ? 0 : (double) failures / requests;
        }

        /** What 99 % of the heads did not exceed, in nanoseconds, 0 without any. */
        public long p99Nanos() {
            return heads.quantileNanos(0.99);
        }
    }

    /**
     * Counts a request.
     *
     * @param firstByteNanos until the head of the answer, -1 if none came
     */
    void count(boolean failed, long firstByteNanos) {
        requests.increment();
        if (failed) {
            failures.increment();
        }
        if (firstByteNanos >= 0) {
            heads.record(firstByteNanos);
        }
    }

    /** The counts now. */
    public Counts counts() {
        return new Counts(requests.sum(), failures.sum(), heads.snapshot());
    }
}
