package dev.steelyard.lb.core.pool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the stages of selection left of a pool's backends at one moment.
 *
 * @param eligible those a new session may get
 * @param pinnable those a pinned session may get: healthy, and enabled or draining, whatever their tier and zone
 * @param excluded why each of the others is not eligible
 * @param open those among them that would be, but for their open circuit breaker
 * @param sure the healthy ones in a panic, of whatever tier and zone; otherwise none
 * @param panic whether unhealthy backends are used, for want of healthy ones
 * @param warming whether any eligible backend has less than its full share yet
 */
record Selection(
        BackendArray eligible,
        BackendArray pinnable,
        BackendArray sure,
        Map<LiveBackend, Exclusion> excluded,
        List<LiveBackend> open,
        boolean panic,
        boolean warming) {

    /** For each stage that held any back, in the order of the stages, whom; by id. */
    Map<Exclusion, List<String>> dropped() {
        Map<Exclusion, List<String>> dropped = new EnumMap<>(Exclusion.class);
        excluded.forEach((backend, why) ->
                dropped.computeIfAbsent(why, unseen -> new ArrayList<>()).add(backend.id()));
        dropped.values().forEach(Collections::sort); // they come in no order
        return dropped;
    }
}
