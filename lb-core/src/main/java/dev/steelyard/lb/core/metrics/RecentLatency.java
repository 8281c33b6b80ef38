package dev.steelyard.lb.core.metrics;

import com.codahale.metrics.Metric;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A histogram of all durations, and its quantiles over the last minute.
 *
 * <p>A timer calls {@link #tick()} every 10 s; what was recorded since the oldest of six ticks is "recent". Recording costs
 * nothing more for it.
 */
public final class RecentLatency implements Metric {
    /** Six ticks of 10 s are a minute. */
    private static final int TICKS = 6;

    private final LatencyHistogram histogram = new LatencyHistogram();
    private final Deque<LatencyHistogram.Snapshot> ticks = new ArrayDeque<>();

    public RecentLatency() {
        ticks.add(histogram.snapshot());
    }

    /** All durations since the start. */
    public LatencyHistogram histogram() {
        return histogram;
    }

    /** Adds one duration. */
    public void record(long nanos) {
        histogram.record(nanos);
    }

    /** Remembers the counts of this moment and forgets those of a minute ago. */
    public synchronized void tick() {
        ticks.addLast(histogram.snapshot());
        if (ticks.size() > TICKS) {
            ticks.removeFirst();
        }
    }

    /** What was recorded in about the last minute. */
    public synchronized LatencyHistogram.Snapshot recent() {
        return histogram.snapshot().since(ticks.getFirst());
    }
}
