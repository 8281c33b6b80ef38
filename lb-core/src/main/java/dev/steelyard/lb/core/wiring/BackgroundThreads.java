package dev.steelyard.lb.core.wiring;

import dev.steelyard.lb.core.plugin.InstanceServices;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads beside those of requests: a timer, one that rebuilds pools, and workers for what may block. */
public final class BackgroundThreads implements AutoCloseable {
    private static final int WORKERS = 16;
    private static final int WORKER_QUEUE = 10_000;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("lb-timer"));
    private final ThreadPoolExecutor control = pool(1, "lb-control");
    private final ThreadPoolExecutor workers = pool(WORKERS, "lb-worker");

    public BackgroundThreads() {
        timer.setRemoveOnCancelPolicy(true); // a probe's deadline is cancelled nearly always
    }

    private static ThreadPoolExecutor pool(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WORKER_QUEUE), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** For short tasks at a time. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    /** One thread, for changes that must come one after the other. */
    public Executor control() {
        return control;
    }

    /** For work that may block. */
    public ExecutorService workers() {
        return workers;
    }

    /** What extensions may use of this process. */
    public InstanceServices lentToExtensions() {
        return new InstanceServices(
                Clock.systemUTC(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextLong(),
                workers,
                timer);
    }

    @Override
    public void close() {
        List.of(timer, control, workers).forEach(ExecutorService::shutdownNow);
    }
}
