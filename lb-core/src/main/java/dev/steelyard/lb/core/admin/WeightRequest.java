package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.pool.LiveBackend;

/** A new weight for a backend. */
record WeightRequest(Integer weight) {

    /**
     * The weight, held against the same range as a new backend's.
     *
     * @throws AdminFailure if it is missing or out of range
     */
    int checkedFor(LiveBackend backend) {
        if (weight == null) {
            throw AdminFailure.badRequest("weight", "required, but missing");
        }
        return new RegisterRequest(null, null, backend.host(), backend.port(), weight, null, null, null, null)
                .config()
                .weight();
    }
}
