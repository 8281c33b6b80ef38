package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.health.HealthStatus;
import java.util.List;
import java.util.Map;

/**
 * What requests see of a pool at one moment.
 *
 * @param members all backends, by id, in the order they joined
 * @param eligible those a new session may get; what {@code picker} picks from
 * @param pinnable those a pinned session may get: the eligible ones and those draining
 * @param picker picks from {@code eligible}; {@code null} if that is empty
 */
record PoolSnapshot(
        Map<String, LiveBackend> members, BackendArray eligible, BackendArray pinnable, GuardedPicker picker) {

    /** Stages of selection, each before the picker, so that every algorithm has all of them. */
    static BackendArray eligible(Iterable<LiveBackend> members) {
        return new BackendArray(filter(members, AdminState.ENABLED, AdminState.ENABLED));
    }

    static BackendArray pinnable(Iterable<LiveBackend> members) {
        return new BackendArray(filter(members, AdminState.ENABLED, AdminState.DRAINING));
    }

    private static List<LiveBackend> filter(Iterable<LiveBackend> members, AdminState one, AdminState other) {
        List<LiveBackend> passing = new java.util.ArrayList<>();
        for (LiveBackend member : members) {
            HealthStatus health = member.health().status();
            AdminState state = member.adminState();
            if (health.healthy() && (state == one || state == other)) {
                passing.add(member);
            }
        }
        return passing;
    }
}
