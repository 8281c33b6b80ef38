package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.Priority;

/**
 * A request that waits for a place. It hears exactly one of {@link #admitted} and {@link #dropped}, or neither if it leaves;
 * from any thread, possibly before it is told that it has entered, so it hands over to a thread of its own.
 */
public interface Waiter {
    /** The request; read by other threads as long as it waits. */
    RequestView request();

    /** How important it is. */
    Priority priority();

    /** It has a place, to be used or given back. */
    void admitted(Lease lease);

    /** It must make room for a more important one, or the pool was closed. */
    void dropped();
}
