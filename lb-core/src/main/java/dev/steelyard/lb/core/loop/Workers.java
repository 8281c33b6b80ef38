package dev.steelyard.lb.core.loop;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads beside the loops for arithmetic that would keep a loop busy too long; none unless there is some. */
final class Workers implements Executor, AutoCloseable {
    /** At a millisecond each, two seconds' worth for two threads; what comes then would be too late anyway. */
    private static final int MOST_WAITING = 4096;

    private static final int IDLE_SECONDS = 60;

    private final ThreadPoolExecutor threads;

    Workers(String name, int count) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** @throws java.util.concurrent.RejectedExecutionException if too much waits already */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
