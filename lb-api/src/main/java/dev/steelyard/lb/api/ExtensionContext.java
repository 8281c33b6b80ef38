package dev.steelyard.lb.api;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the core lends to one extension instance, so that it needs no thread, clock or random source of its own.
 *
 * <p>All of it is valid until the instance is closed. Everything scheduled through it ends with the instance.
 */
public interface ExtensionContext {

    /**
     * Where the instance stands in the config, such as {@code pools.web.algorithm}; good for log lines.
     *
     * <p><b>Threads:</b> any. <b>Failure:</b> never fails, never {@code null}.
     */
    String path();

    /**
     * The wall clock.
     *
     * <p><b>Threads:</b> any. <b>Failure:</b> never fails; tests pass a clock that they move by hand.
     */
    Clock clock();

    /**
     * The monotonic clock in nanoseconds, for durations; its zero means nothing.
     *
     * <p><b>Threads:</b> any, safe on the request path. <b>Failure:</b> never fails.
     */
    LongSupplier nanoTime();

    /**
     * A random source that is seeded in tests.
     *
     * <p><b>Threads:</b> any number at once, safe on the request path: it neither locks nor allocates. <b>Failure:</b>
     * never fails.
     */
    RandomGenerator random();

    /**
     * Threads for work that may block, shared with other extensions and bounded.
     *
     * <p><b>Threads:</b> any. <b>Failure:</b> throws {@link java.util.concurrent.RejectedExecutionException} when its
     * queue is full or the balancer stops.
     */
    Executor executor();

    /**
     * A timer. Its tasks must be short; hand long ones to {@link #executor()}.
     *
     * <p><b>Threads:</b> any. <b>Failure:</b> an exception in a repeated task is logged and ends the repetition. {@code
     * shutdown} is refused with {@link UnsupportedOperationException}: the timer is the core's.
     */
    ScheduledExecutorService scheduler();

    /**
     * The log of this instance; lines carry its {@link #path()}.
     *
     * <p><b>Threads:</b> any, but not on the request path. <b>Failure:</b> never fails.
     */
    System.Logger logger();
}
