package dev.steelyard.lb.core.proxy;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * How fast a client sends the body of its request, at least: who sends a byte a minute would keep a backend for ever (R-U-Dead-Yet).
 *
 * <p>Only the time counts in which the client was waited for: a backend that reads slowly is not the client's fault. With the
 * lock of its body.
 */
final class BodyRate {
    /** A slow start of TCP, or a packet that is lost twice, is no attack. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;
    private final Scheduler scheduler;
    private long waitedNanos;
    private long waitsSince;
    private boolean waits;
    private boolean watched;

    /** @param bytesPerSecond above 0 */
    BodyRate(long bytesPerSecond, Scheduler scheduler) {
        this.bytesPerSecond = bytesPerSecond;
        this.scheduler = scheduler;
    }

    /**
     * The client is waited for.
     *
     * @param look to be run when it may have been waited for too long
     */
    void onWait(Runnable look) {
        waits = true;
        waitsSince = System.nanoTime();
        if (!watched) {
            watched = true;
            lookLater(look);
        }
    }

    void lookLater(Runnable look) {
        scheduler.schedule(look, Math.max(LOOK_NANOS, GRACE_NANOS - waited()), TimeUnit.NANOSECONDS);
    }

    /** Something came. */
    void onCome() {
        waitedNanos = waited();
        waits = false;
    }

    private long waited() {
        return waits ? waitedNanos + System.nanoTime() - waitsSince : waitedNanos;
    }

    /** Whether fewer bytes came than had to. */
    boolean isTooSlow(long bytes) {
        long waited = waited();
        return waited >= GRACE_NANOS && bytes < waited / 1e9 * bytesPerSecond;
    }
}
