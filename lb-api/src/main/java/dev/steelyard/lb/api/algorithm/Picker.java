package dev.steelyard.lb.api.algorithm;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;

/** Picks a backend for a request: the hot path of the balancer. */
@FunctionalInterface
public interface Picker {

    /**
     * One backend of the set this picker was made for.
     *
     * <p><b>Threads:</b> any number of request threads at once; must not block, lock, log or allocate; expected to take
     * less than 200 ns, over 1 ms counts as slow. <b>Failure:</b> after an exception, {@code null} or a backend that is
     * not in the set, the core picks by round robin for that request and counts the failure; after several the picker is
     * set aside until a trial succeeds.
     */
    Backend pick(RequestView request);
}
