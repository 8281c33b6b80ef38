package dev.steelyard.lb.core.server;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http2.RateControl;

/**
 * How many frames a client of HTTP/2 may send that cost more than they carry: resets, pings, settings, empty ones.
 *
 * <p>A bucket that holds what one second allows, and fills in a second: a burst is no attack. On the connection's loop.
 */
@SuppressWarnings("removal") // what replaces the type cannot be given to Jetty's factories yet
final class FrameRate implements RateControl {
    private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final LongSupplier nanoTime;
    private double left;
    private long lookedNanos;

    FrameRate(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.left = perSecond;
        this.lookedNanos = nanoTime.getAsLong();
    }

    @Override
    public boolean onEvent(Object frame) {
        long now = nanoTime.getAsLong();
        left = Math.min(perSecond, left + (now - lookedNanos) / NANOS_A_SECOND * perSecond);
        lookedNanos = now;
        left--;
        return left >= 0;
    }
}
