package dev.steelyard.lb.core.plugin;

import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The core's timer as one instance sees it: it cannot be shut down, and what the instance scheduled ends with it. */
final class InstanceTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private final ScheduledExecutorService timer;
    private final Set<ScheduledFuture<?>> tasks = ConcurrentHashMap.newKeySet();

    InstanceTimer(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    private <T extends ScheduledFuture<?>> T tracked(T task) {
        tasks.removeIf(Future::isDone);
        tasks.add(task);
        return task;
    }

    /** Cancels everything that waits. */
    void cancelAll() {
        tasks.forEach(task -> task.cancel(false));
        tasks.clear();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return tracked(timer.schedule(command, delay, unit));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        return tracked(timer.schedule(work, delay, unit));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        return tracked(timer.scheduleAtFixedRate(command, first, period, unit));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        return tracked(timer.scheduleWithFixedDelay(command, first, delay, unit));
    }

    @Override
    public void execute(Runnable command) {
        timer.execute(command);
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException("the timer is the core's; cancel your own tasks");
    }

    @Override
    public List<Runnable> shutdownNow() {
        throw new UnsupportedOperationException("the timer is the core's; cancel your own tasks");
    }

    @Override
    public boolean isShutdown() {
        return timer.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return timer.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return timer.awaitTermination(timeout, unit);
    }
}
