package dev.steelyard.lb.core.pool;

/** What the operator wants of a backend, whatever its health. */
public enum AdminState {
    /** Requests, as health allows. */
    ENABLED,
    /** No new sessions; pinned ones stay. */
    DRAINING,
    /** No requests at all. */
    DISABLED
}
