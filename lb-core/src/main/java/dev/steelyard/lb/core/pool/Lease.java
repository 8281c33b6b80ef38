package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use a backend for one attempt; given back exactly once, with an outcome.
 *
 * <p>Any thread.
 */
public final class Lease {
    private final Pool pool;
    private final LiveBackend backend;
    private final boolean pin;
    private final long startNanos;
    private final AtomicBoolean completed = new AtomicBoolean();
    private volatile boolean told;

    /**
     * @param pin whether the session shall be pinned to this backend
     */
    Lease(Pool pool, LiveBackend backend, boolean pin, long startNanos) {
        this.pool = pool;
        this.backend = backend;
        this.pin = pin;
        this.startNanos = startNanos;
    }

    /** The backend to use. */
    public LiveBackend backend() {
        return backend;
    }

    /** Nanoseconds since the lease was taken. */
    public long elapsedNanos() {
        return pool.nanoTime() - startNanos;
    }

    /** Pins the session to the backend if it is not, before the head of the response goes out. */
    public void pin(RequestView request, ResponseHeaders response) {
        if (pin) {
            pool.pin(request, backend, response);
        }
    }

    /** Notes the part of its weight that the backend says it wants, above 0 or 0, and at most 1. */
    public void reportWeight(double part) {
        backend.reportedWeight().onAnswer(part, pool.nanoTime());
    }

    /**
     * Tells what became of the attempt while the backend stays in use, as of a connection that goes on as something else;
     * {@link #complete} gives the lease back then, and tells nothing more.
     *
     * @param status the backend's status code
     * @param firstByteNanos from the start of the lease
     */
    public void tell(Outcome.Result result, int status, long firstByteNanos) {
        told = true;
        pool.onOutcome(backend, new Outcome(result, status, firstByteNanos, elapsedNanos()));
    }

    /**
     * Gives the lease back; a second call does nothing.
     *
     * @param status the backend's status code, 0 if it sent none
     * @param firstByteNanos from the start of the lease, -1 if none came
     */
    public void complete(Outcome.Result result, int status, long firstByteNanos) {
        if (completed.compareAndSet(false, true)) {
            backend.release();
            try {
                if (!told) {
                    pool.onOutcome(backend, new Outcome(result, status, firstByteNanos, elapsedNanos()));
                }
            } finally {
                pool.line().onPlaceFree(); // last: who waits shall see what the outcome changed
            }
        }
    }

    /** Gives the lease back unused: it says nothing of the backend. */
    public void giveBack() {
        if (completed.compareAndSet(false, true)) {
            backend.release();
            pool.onGivenBack(backend, elapsedNanos());
            pool.line().onPlaceFree();
        }
    }
}
