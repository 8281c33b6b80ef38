package dev.steelyard.lb.api.algorithm;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;

/** The balancing policy of one pool: makes a new picker each time the eligible backends or their weights change. */
public interface Algorithm extends AutoCloseable {

    /**
     * A picker for exactly these backends.
     *
     * <p><b>Threads:</b> one caller at a time, never a request thread; may take milliseconds and allocate. <b>Failure:</b>
     * an exception or {@code null} is logged and the pool's round-robin fallback picks until the next set.
     *
     * @param backends all that may be picked now, at least one (without any, the core answers 503 by itself)
     * @param previous the picker being replaced, to carry state over, or {@code null}; may be of another class, or of an
     *     older version of this plugin: copy what is needed, never keep it
     */
    Picker newPicker(BackendSet backends, Picker previous);

    /**
     * Tells what became of an attempt.
     *
     * <p><b>Threads:</b> any number of request threads at once; must not block, lock or take long. <b>Failure:</b> an
     * exception is counted and logged, the request is not affected.
     */
    default void onOutcome(Backend backend, Outcome outcome) {}

    /**
     * Frees what the algorithm holds.
     *
     * <p><b>Threads:</b> one caller, once, after the last pick and outcome. <b>Failure:</b> an exception is logged.
     */
    @Override
    default void close() {}
}
