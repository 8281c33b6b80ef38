package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.NearestName;
import dev.steelyard.lb.core.pool.AdminState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator wants of a backend from now on.
 *
 * @param timeout how long it may be draining before it is disabled, such as {@code 30s}; may be {@code null}
 */
record StateRequest(String state, String timeout) {
    /** Nobody can make a backend healthy: asking for it leaves it to the checks again. */
    private static final Map<String, AdminState> STATES = Map.of(
            "healthy", AdminState.ENABLED,
            "draining", AdminState.DRAINING,
            "disabled", AdminState.DISABLED);

    /**
     * @throws AdminFailure if the state is missing or none of the three
     */
    AdminState wanted() {
        if (state == null) {
            throw AdminFailure.badRequest("state", "required, but missing");
        }
        AdminState wanted = STATES.get(state);
        if (wanted == null) {
            String hint = NearestName.hint(state, STATES.keySet());
            throw AdminFailure.badRequest(
                    "state", "'" + state + "'" + hint + " (expected: draining, disabled or healthy)");
        }
        if (timeout != null && wanted != AdminState.DRAINING) {
            throw AdminFailure.badRequest("timeout", "only a backend that is draining can have one");
        }
        return wanted;
    }

    /**
     * @throws AdminFailure if the timeout cannot be read or is too short or long
     */
    Optional<Duration> limit() {
        return Optional.ofNullable(timeout).map(text -> AdminRequest.duration("timeout", text));
    }
}
