package dev.steelyard.lb.api.backend;

/**
 * The backends that may be picked at one moment, in a fixed order, with the weights they have at that moment.
 *
 * <p>Immutable: when a backend joins, leaves, fails, recovers or changes its weight, the core makes a new set and asks for
 * a new picker. So a weight never has to be read twice.
 */
public interface BackendSet {

    /**
     * How many backends there are; at least one where a picker is asked for.
     *
     * <p><b>Threads:</b> any. <b>Failure:</b> never fails.
     */
    int size();

    /**
     * The backend at a place.
     *
     * <p><b>Threads:</b> any, safe on the request path. <b>Failure:</b> {@link IndexOutOfBoundsException} outside {@code
     * 0..size()-1}.
     */
    Backend get(int index);

    /**
     * The share of requests that the backend at a place should get, relative to the others: configured weight times
     * {@link #capacity(int)}.
     *
     * <p><b>Threads:</b> any, safe on the request path. <b>Failure:</b> {@link IndexOutOfBoundsException} outside {@code
     * 0..size()-1}; always above zero and finite.
     */
    double weight(int index);

    /**
     * The part of its normal capacity that the backend at a place has now, above 0 and at most 1.
     *
     * <p>It is below 1 while a deep check says "degraded". Algorithms that ignore weights share by this, so that a
     * degraded backend is spared by every algorithm.
     *
     * <p><b>Threads:</b> any, safe on the request path. <b>Failure:</b> {@link IndexOutOfBoundsException} outside {@code
     * 0..size()-1}.
     */
    double capacity(int index);

    /**
     * The place of a backend, or -1 if it is not in this set.
     *
     * <p><b>Threads:</b> any, safe on the request path: constant time, no allocation. <b>Failure:</b> never fails.
     */
    int indexOf(Backend backend);

    /**
     * The backend with an id, or {@code null} if it is not in this set.
     *
     * <p><b>Threads:</b> any, safe on the request path: constant time, no allocation. <b>Failure:</b> never fails.
     */
    Backend byId(String id);
}
