package dev.steelyard.lb.core.loop;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Jetty's scheduler on a loop's timer wheel: tasks run on the loop.
 *
 * <p>Any thread may schedule and cancel; from other threads both are handed over to the loop.
 */
public final class LoopScheduler extends AbstractLifeCycle implements Scheduler {
    private final EventLoop loop;

    LoopScheduler(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public Task schedule(Runnable task, long delay, TimeUnit units) {
        LoopTimer timer = new LoopTimer(loop, task);
        long delayNanos = units.toNanos(delay);
        long now = System.nanoTime();
        if (loop.inLoop()) {
            timer.add(now, delayNanos);
        } else {
            loop.execute(() -> timer.add(now, delayNanos));
        }
        return timer;
    }

    private static final class LoopTimer extends TimerWheel.Timer implements Task {
        private final EventLoop loop;
        private volatile boolean cancelled;

        LoopTimer(EventLoop loop, Runnable task) {
            super(task);
            this.loop = loop;
        }

        private void add(long nowNanos, long delayNanos) {
            if (!cancelled) {
                loop.wheel().add(this, nowNanos, delayNanos);
            }
        }

        /** From another thread the answer is not known: it may be about to run. */
        @Override
        public boolean cancel() {
            cancelled = true;
            if (loop.inLoop()) {
                return loop.wheel().remove(this);
            }
            loop.execute(() -> loop.wheel().remove(this));
            return false;
        }
    }
}
