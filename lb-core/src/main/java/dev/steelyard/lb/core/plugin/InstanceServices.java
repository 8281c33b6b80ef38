package dev.steelyard.lb.core.plugin;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the core lends to every extension instance.
 *
 * @param clock wall-clock time
 * @param nanoTime monotonic time
 * @param random thread-safe randomness
 * @param workers threads for work that may block
 * @param timer short tasks at a time
 */
public record InstanceServices(
        Clock clock, LongSupplier nanoTime, RandomGenerator random, Executor workers, ScheduledExecutorService timer) {}
