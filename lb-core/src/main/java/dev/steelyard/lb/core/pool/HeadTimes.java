package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.metrics.LatencyHistogram;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long the heads of a pool's answers took within about the last ten seconds.
 *
 * <p>Nothing is recorded until someone has asked. What is told is at most a second old. Any thread; recording takes no lock,
 * and asking takes one once a second.
 */
public final class HeadTimes {
    /** The window is one to two of these. */
    private static final long MARK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final LatencyHistogram times = new LatencyHistogram();
    private volatile Recent recent; // null until someone has asked
    private LatencyHistogram.Snapshot older = times.snapshot();
    private LatencyHistogram.Snapshot newer = older;
    private long markedNanos;

    /** What was found at one look. */
    private record Recent(LatencyHistogram.Snapshot times, long count, long atNanos) {}

    HeadTimes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void record(long nanos) {
        if (recent != null) {
            times.record(nanos);
        }
    }

    /**
     * The time within which a part of the heads came, or -1 if too few answers are known.
     *
     * @param share 0..1
     * @param least how many answers are enough
     */
    public long quantileNanos(double share, int least) {
        Recent known = recent;
        long now = nanoTime.getAsLong();
        if (known == null || now - known.atNanos() >= LOOK_NANOS) {
            known = look(now);
        }
        return known.count() < least ? -1 : known.times().quantileNanos(share);
    }

    private synchronized Recent look(long now) {
        if (recent == null) {
            markedNanos = now;
        } else if (now - recent.atNanos() < LOOK_NANOS) {
            return recent; // another thread was first
        }
        LatencyHistogram.Snapshot all = times.snapshot();
        LatencyHistogram.Snapshot since = all.since(older);
        recent = new Recent(since, since.count(), now);
        if (now - markedNanos >= MARK_NANOS) {
            older = newer;
            newer = all;
            markedNanos = now;
        }
        return recent;
    }
}
