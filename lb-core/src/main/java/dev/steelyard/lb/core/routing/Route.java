package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.core.resilience.RouteGuard;
import java.util.List;

/**
 * What happens to the requests that a rule matches.
 *
 * @param name for logs and metrics
 * @param match what requests it is for
 * @param target who answers them
 * @param filters what they go through before, in this order
 * @param guard how important and how many its requests may be
 * @param mirror who gets copies of some; {@code null} for nobody
 * @param rules how they are tried
 * @param fallback what is done if the pool cannot serve them; {@code null} for nothing
 */
public record Route(
        String name,
        RouteMatch match,
        Target target,
        List<Filter> filters,
        RouteGuard guard,
        Mirror mirror,
        AttemptRules rules,
        Fallback fallback) {

    /** A route that leaves all else to its pool. */
    public Route(String name, RouteMatch match, Target target) {
        this(name, match, target, List.of(), RouteGuard.NONE, null, AttemptRules.OF_POOL, null);
    }
}
