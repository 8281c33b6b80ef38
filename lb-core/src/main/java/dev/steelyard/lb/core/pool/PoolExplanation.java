package dev.steelyard.lb.core.pool;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a pool would send a request, and why; of one moment, and without sending it.
 *
 * @param pinned the backend that the request's session is pinned to, if it is to one that may serve it
 * @param affinityProblem why the affinity could not tell, in words; empty mostly
 * @param panic whether unhealthy backends are used, for want of healthy ones
 * @param dropped for each stage in its order the backends that it held back, by id
 * @param candidates those that are left
 * @param reason how the algorithm comes to its choice, or why round robin picks in its place
 * @param choice who gets it; empty if that is left to lot, or if there is nobody
 */
public record PoolExplanation(
        Optional<LiveBackend> pinned,
        String affinityProblem,
        boolean panic,
        Map<Exclusion, List<String>> dropped,
        List<Candidate> candidates,
        String reason,
        Optional<LiveBackend> choice) {

    /**
     * A backend that came through all stages.
     *
     * @param weight its share relative to the others
     * @param share part of all requests that this is
     * @param full whether it has as many requests as it may
     * @param score what it counts for with the algorithm, in words; empty if that does not tell
     */
    public record Candidate(LiveBackend backend, double weight, double share, boolean full, String score) {}
}
