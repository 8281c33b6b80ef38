package dev.steelyard.lb.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer on a {@link FakeClock}: tasks run on the test's thread, in {@link #advance}. */
public final class FakeScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final FakeClock clock;
    private final PriorityQueue<Task<?>> tasks =
            new PriorityQueue<>(Comparator.<Task<?>>comparingLong(t -> t.due).thenComparingLong(t -> t.order));
    private long orders;

    public FakeScheduler(FakeClock clock) {
        this.clock = clock;
    }

    /** Moves the clock forward, stopping at each task on the way to run it. */
    public void advance(Duration by) {
        long end = clock.nanoTime() + by.toNanos();
        for (Task<?> next = due(end); next != null; next = due(end)) {
            clock.advance(Duration.ofNanos(Math.max(0, next.due - clock.nanoTime())));
            next.runOrRepeat();
        }
        clock.advance(Duration.ofNanos(end - clock.nanoTime()));
    }

    /** How many tasks wait. */
    public synchronized int waiting() {
        tasks.removeIf(Task::isCancelled);
        return tasks.size();
    }

    private synchronized Task<?> due(long end) {
        tasks.removeIf(Task::isCancelled);
        return tasks.isEmpty() || tasks.peek().due > end ? null : tasks.poll();
    }

    private synchronized <V> Task<V> add(Callable<V> work, long delayNanos, long periodNanos) {
        Task<V> task = new Task<>(work, clock.nanoTime() + delayNanos, periodNanos, orders++);
        tasks.add(task);
        return task;
    }

    private synchronized void add(Task<?> task) {
        tasks.add(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(java.util.concurrent.Executors.callable(command), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        return add(work, unit.toNanos(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        return add(java.util.concurrent.Executors.callable(command), unit.toNanos(first), unit.toNanos(period));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(command, first, delay, unit);
    }

    @Override
    public void execute(Runnable command) {
        schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void shutdown() {
        shutdownNow();
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        List<Runnable> waiting = new ArrayList<>(tasks);
        tasks.clear();
        return waiting;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long period;
        private final long order;
        private long due;

        Task(Callable<V> work, long due, long period, long order) {
            super(work);
            this.due = due;
            this.period = period;
            this.order = order;
        }

        void runOrRepeat() {
            if (period == 0) {
                run();
            } else if (runAndReset()) {
                due += period;
                add(this);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - clock.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
