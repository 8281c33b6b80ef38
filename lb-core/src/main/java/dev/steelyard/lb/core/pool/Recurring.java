package dev.steelyard.lb.core.pool;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again while a pool lives, at an interval that is asked for anew each time, since the config of a
 * pool can change.
 *
 * <p>On the timer's thread; started and closed by any. What is done may fail: the next time comes all the same.
 */
final class Recurring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

    private final ScheduledExecutorService timer;
    private final Supplier<Duration> interval;
    private final Runnable task;
    private Future<?> next;
    private boolean closed;

    Recurring(ScheduledExecutorService timer, Supplier<Duration> interval, Runnable task) {
        this.timer = timer;
        this.interval = interval;
        this.task = task;
    }

    /** The first time is an interval from now. */
    synchronized void start() {
        if (closed) {
            return;
        }
        try {
            next = timer.schedule(this::run, interval.get().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopping) {
            closed = true;
        }
    }

    private void run() {
        try {
            task.run();
        } catch (RuntimeException failure) {
            LOG.error("a regular task of a pool failed", failure);
        } finally {
            start();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel(false);
        }
    }
}
