package dev.steelyard.lb.api.affinity;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;

/** Finds the backend a session is pinned to, and pins new sessions. */
public interface SessionAffinity extends AutoCloseable {

    /**
     * The backend this request is pinned to.
     *
     * <p><b>Threads:</b> any number of request threads at once; must not block or lock. <b>Failure:</b> an exception, or a
     * backend outside the set, counts as no pin: the algorithm picks.
     *
     * @param backends those that may serve a pinned request: the healthy and the draining ones; the same object until
     *     one of them changes
     * @return {@code null} if the request is not pinned, or pinned to a backend that is not in the set
     */
    Backend find(RequestView request, BackendSet backends);

    /**
     * As {@link #find}, for a request that is not sent: an operator asks where it would go. To be overridden where finding a
     * pin changes anything, such as how long it holds.
     *
     * <p><b>Threads:</b> any but a request's, while requests are being served. <b>Failure:</b> as for {@link #find}.
     */
    default Backend peek(RequestView request, BackendSet backends) {
        return find(request, backends);
    }

    /**
     * Pins the session of a request to the backend that answered it. Called once a response, before its head goes out,
     * unless {@link #find} named that very backend.
     *
     * <p><b>Threads:</b> any number of request threads at once; must not block or lock. <b>Failure:</b> an exception is
     * counted and logged; the response goes out without the pin.
     */
    void remember(RequestView request, Backend backend, ResponseHeaders response);

    /**
     * Frees what the affinity holds.
     *
     * <p><b>Threads:</b> one caller, once, after the last request. <b>Failure:</b> an exception is logged.
     */
    @Override
    default void close() {}
}
