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

    /**
     * What {@link #pick} would go by for a request that is not sent: an operator asks where it would go, and why.
     *
     * <p>Nothing may change by it: after it, picks are as they would have been without it. So it takes no turn, draws no lot
     * and counts nothing.
     *
     * <p><b>Threads:</b> any but a request's, while requests are being picked for; may allocate and take milliseconds.
     * <b>Failure:</b> an exception, {@code null}, or a choice that is not in the set is told to whoever asked, in place of
     * the explanation; nothing else comes of it.
     */
    default Explanation explain(RequestView request) {
        return Explanation.NONE;
    }
}
