package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.SlowStartConfig;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Begins slow starts, and sees to it that shares grow as time goes by. Any thread. */
final class WarmUps implements AutoCloseable {
    /** Steps of a window: each is a new picker, and a twentieth more is no burst. */
    private static final int STEPS = 20;

    private static final long LEAST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Supplier<SlowStartConfig> config;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean closed;

    WarmUps(Supplier<SlowStartConfig> config, LongSupplier nanoTime, ScheduledExecutorService timer) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.timer = timer;
    }

    /** A backend joined, or came back. */
    void begin(LiveBackend backend) {
        if (!config.get().window().isZero()) {
            backend.warmFrom(nanoTime.getAsLong());
        }
    }

    /** Runs a step of growth once, soon. */
    void tick(Runnable step) {
        long nanos = Math.max(LEAST_STEP_NANOS, config.get().window().toNanos() / STEPS);
        if (!closed && due.compareAndSet(false, true)) {
            try {
                timer.schedule(() -> run(step), nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopping) {
                closed = true;
            }
        }
    }

    private void run(Runnable step) {
        due.set(false);
        if (!closed) {
            step.run();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
