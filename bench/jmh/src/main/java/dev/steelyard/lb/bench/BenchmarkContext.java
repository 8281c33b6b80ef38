package dev.steelyard.lb.bench;

import dev.steelyard.lb.api.ExtensionContext;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Real time and real randomness, as the core lends them; nothing that a picker should need beyond. */
final class BenchmarkContext implements ExtensionContext {
    @Override
    public String path() {
        return "benchmark";
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public LongSupplier nanoTime() {
        return System::nanoTime;
    }

    /** Whoever asks, whichever thread draws. */
    @Override
    public RandomGenerator random() {
        return () -> ThreadLocalRandom.current().nextLong();
    }

    @Override
    public Executor executor() {
        throw new UnsupportedOperationException("a picker that was measured wanted a thread");
    }

    @Override
    public ScheduledExecutorService scheduler() {
        throw new UnsupportedOperationException("a picker that was measured wanted a timer");
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("benchmark");
    }
}
