package dev.steelyard.lb.testkit;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Eight threads pick, begin and end requests while one changes the set, as request threads and the core do. */
final class PickingRace {
    private static final int THREADS = 8;
    private static final int CHANGES = 60;
    private static final int PICKS_A_CHANGE = 400;
    private static final long DEADLINE_SECONDS = 60;

    private final Algorithm algorithm;
    private final Function<RandomGenerator, FakeRequest> requests;
    private final CyclicBarrier start = new CyclicBarrier(THREADS + 1);
    private final AtomicLong picks = new AtomicLong();
    private volatile Made current;
    private volatile boolean over;

    /** A picker and the set it was made for, published together. */
    private record Made(FakeBackends backends, Picker picker) {}

    PickingRace(Algorithm algorithm, Function<RandomGenerator, FakeRequest> requests) {
        this.algorithm = algorithm;
        this.requests = requests;
        FakeBackends first = FakeBackends.equal(5);
        current = new Made(first, algorithm.newPicker(first, null));
    }

    /** Runs the race; throws what any thread threw. */
    void run() {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try {
            List<Future<?>> runners = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long seed = i;
                runners.add(threads.submit(() -> pickUntilOver(seed)));
            }
            runners.add(threads.submit(this::change));
            for (Future<?> runner : runners) {
                await(runner);
            }
        } finally {
            over = true;
            threads.shutdownNow();
        }
        awaitEnd(threads);
    }

    private static void awaitEnd(ExecutorService threads) {
        try {
            if (!threads.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("a picker still runs " + DEADLINE_SECONDS + " s after it was interrupted");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }

    private static void await(Future<?> runner) {
        try {
            runner.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("a thread of the race failed", failed.getCause());
        } catch (TimeoutException stuck) {
            throw new AssertionError("the race did not end in " + DEADLINE_SECONDS + " s", stuck);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }

    private Void pickUntilOver(long seed) throws Exception {
        FakeRequest request = requests.apply(new SplittableRandom(seed));
        start.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        while (!over) {
            Made made = current;
            Backend picked = made.picker.pick(request);
            if (made.backends.indexOf(picked) < 0) {
                throw new AssertionError("picked " + picked + ", which is not in the picker's set");
            }
            serve((FakeBackend) picked, picks.incrementAndGet());
        }
        return null;
    }

    private void serve(FakeBackend backend, long number) {
        backend.begin();
        algorithm.onOutcome(backend, new Outcome(Outcome.Result.SUCCESS, 200, 1_000 + number % 100, 2_000));
        backend.end();
    }

    private Void change() throws Exception {
        start.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        try {
            for (int change = 0; change < CHANGES; change++) {
                FakeBackends next = changed(current.backends, change);
                current = new Made(next, algorithm.newPicker(next, current.picker));
                awaitPicks((change + 1L) * PICKS_A_CHANGE);
            }
        } finally {
            over = true;
        }
        return null;
    }

    private static FakeBackends changed(FakeBackends backends, int change) {
        boolean leave = change % 2 == 1 || backends.size() > 8;
        return leave ? backends.without(change % backends.size()) : backends.with(FakeBackend.of("joined" + change));
    }

    /** Each set must have been raced over; yields, as there may be fewer processors than threads. */
    private void awaitPicks(long count) {
        while (picks.get() < count && !Thread.currentThread().isInterrupted()) {
            Thread.yield();
        }
    }
}
