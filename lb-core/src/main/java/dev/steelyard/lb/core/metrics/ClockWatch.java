package dev.steelyard.lb.core.metrics;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sees the wall clock jump. Nothing that waits goes by it, so serving goes on; but times in logs and on the API do, and whoever
 * reads them shall know. One thread looks, every second or so.
 */
public final class ClockWatch {
    /** A leap second is one, and what a time server slews is 0.5 ms in each: neither is told of. */
    private static final long JUMP_MILLIS = 2000;

    private static final long TOLD_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String FAULT = "clock";

    private final Clock wall;
    private final LongSupplier nanoTime;
    private final StandingFaults faults;
    private long lastMillis;
    private long lastNanos;
    private long jumpNanos;
    private boolean told;

    public ClockWatch(Clock wall, LongSupplier nanoTime, StandingFaults faults) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.faults = faults;
        this.lastMillis = wall.millis();
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Compares what has passed since the last look by both clocks; a jump stays on {@code /health} for a minute. */
    public void look() {
        long nanos = nanoTime.getAsLong();
        long millis = wall.millis();
        long jump = millis - lastMillis - TimeUnit.NANOSECONDS.toMillis(nanos - lastNanos);
        lastMillis = millis;
        lastNanos = nanos;
        if (Math.abs(jump) >= JUMP_MILLIS) {
            told = true;
            jumpNanos = nanos;
            faults.begin(FAULT, text(jump));
        } else if (told && nanos - jumpNanos > TOLD_NANOS) {
            told = false;
            faults.end(FAULT);
        }
    }

    private String text(long jump) {
        String where = jump > 0 ? "ahead" : "back";
        long seconds = TimeUnit.MILLISECONDS.toSeconds(Math.abs(jump));
        return "it jumped " + where + " by " + seconds + " s, to " + wall.instant()
                + "; what is logged goes by it, timeouts and health checks do not";
    }
}
