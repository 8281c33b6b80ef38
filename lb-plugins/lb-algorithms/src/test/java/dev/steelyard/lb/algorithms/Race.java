package dev.steelyard.lb.algorithms;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Runs one piece of work on eight threads that start together. */
public final class Race {
    private static final int THREADS = 8;

    private Race() {}

    /** Returns when all are done; throws what any of them threw. */
    public static void onEightThreads(IntConsumer work) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<?>> runners = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                runners.add(threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    work.accept(thread);
                    return null;
                }));
            }
            for (Future<?> runner : runners) {
                runner.get(30, TimeUnit.SECONDS);
            }
        } catch (Exception failed) {
            throw new AssertionError("a thread of the race failed", failed);
        } finally {
            threads.shutdownNow();
        }
    }
}
