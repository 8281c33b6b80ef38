package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.request.RequestView;

/**
 * A route and its place in the order in which routes are tried.
 *
 * @param rank the lower, the earlier
 */
record RankedRoute(int rank, Route route) {
    static final RankedRoute[] NONE = {};

    /**
     * The first that holds for a request and comes before another, else that other.
     *
     * @param ordered by rank
     * @param found {@code null} if there is none yet
     */
    static RankedRoute first(RankedRoute[] ordered, RequestView request, RankedRoute found) {
        for (RankedRoute candidate : ordered) {
            if (found != null && candidate.rank > found.rank) {
                return found;
            }
            if (candidate.route.match().matches(request)) {
                return candidate;
            }
        }
        return found;
    }
}
