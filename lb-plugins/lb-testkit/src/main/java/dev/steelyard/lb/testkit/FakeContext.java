package dev.steelyard.lb.testkit;

import dev.steelyard.lb.api.ExtensionContext;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** A context whose time stands still and whose randomness repeats. */
public final class FakeContext implements ExtensionContext {
    private final FakeClock clock = new FakeClock();
    private final FakeScheduler scheduler = new FakeScheduler(clock);
    private final ThreadLocal<RandomGenerator> seeded;

    private FakeContext(long seed) {
        // One generator a thread: SplittableRandom is not thread-safe, and a lock would hide races in what is tested.
        seeded = ThreadLocal.withInitial(() -> new SplittableRandom(seed));
    }

    /** A context whose random source starts from a seed. */
    public static FakeContext seeded(long seed) {
        return new FakeContext(seed);
    }

    @Override
    public String path() {
        return "test";
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /** The clock, to be moved. */
    public FakeClock fakeClock() {
        return clock;
    }

    @Override
    public LongSupplier nanoTime() {
        return clock::nanoTime;
    }

    @Override
    public RandomGenerator random() {
        return () -> seeded.get().nextLong();
    }

    /** Runs everything on the calling thread. */
    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** The timer, to be moved. */
    public FakeScheduler fakeScheduler() {
        return scheduler;
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("test");
    }
}
