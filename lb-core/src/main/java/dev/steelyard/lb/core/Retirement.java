package dev.steelyard.lb.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what a generation leaves behind, when no request uses it any more or its time is over. Any thread. */
final class Retirement implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);
    private static final long LOOK_MILLIS = 50;

    private final LongSupplier nanoTime;
    private final Executor blocking;
    private final List<Leaver> leavers = new ArrayList<>();

    /** Something that is left behind: steps that may only be taken one after the other, each when the one before is quiet. */
    record Leaver(List<Step> steps, long deadlineNanos) {}

    /** Waits for quiet, and then does something about it. */
    interface Step {
        boolean isQuiet();

        void take();
    }

    static Step step(BooleanSupplier quiet, Runnable then) {
        return new Step() {
            @Override
            public boolean isQuiet() {
                return quiet.getAsBoolean();
            }

            @Override
            public void take() {
                then.run();
            }
        };
    }

    Retirement(LongSupplier nanoTime, Executor blocking, ScheduledExecutorService timer) {
        this.nanoTime = nanoTime;
        this.blocking = blocking;
        timer.scheduleWithFixedDelay(this::lookElsewhere, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** @param atMost how long requests may go on that use it */
    synchronized void begin(List<Step> steps, Duration atMost) {
        leavers.add(new Leaver(new ArrayList<>(steps), nanoTime.getAsLong() + atMost.toNanos()));
    }

    /** How many are still waited for. */
    synchronized int size() {
        return leavers.size();
    }

    /** What plugins do when they are closed may take its time. */
    private void lookElsewhere() {
        if (size() > 0) {
            blocking.execute(this::look);
        }
    }

    private synchronized void look() {
        for (Iterator<Leaver> each = leavers.iterator(); each.hasNext(); ) {
            Leaver leaver = each.next();
            boolean late = nanoTime.getAsLong() - leaver.deadlineNanos() >= 0;
            while (!leaver.steps().isEmpty() && (late || leaver.steps().get(0).isQuiet())) {
                take(leaver.steps().remove(0));
            }
            if (leaver.steps().isEmpty()) {
                each.remove();
            }
        }
    }

    private static void take(Step step) {
        try {
            step.take();
        } catch (RuntimeException | LinkageError failure) {
            LOG.warn("something that is not used any more could not be closed", failure);
        }
    }

    /** The end: nothing is waited for any more. */
    @Override
    public synchronized void close() {
        leavers.forEach(leaver -> leaver.steps().forEach(Retirement::take));
        leavers.clear();
    }
}
