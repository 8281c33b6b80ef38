package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.NearestName;
import dev.steelyard.lb.core.pool.AdminState;
import java.util.Map;

/** What the operator wants of a backend from now on. */
record StateRequest(String state) {
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
        return wanted;
    }
}
