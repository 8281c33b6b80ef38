package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.core.metrics.RouteMetrics;
import dev.steelyard.lb.core.pool.Pool;
import java.util.List;

/**
 * What happens to the requests that a rule matches.
 *
 * @param name for logs and metrics
 * @param match what requests it is for
 * @param pool who answers them
 * @param filters what they go through before, in this order
 * @param metrics what became of them
 * @param rules how they are tried
 * @param fallback what is done if the pool cannot serve them; {@code null} for nothing
 */
public record Route(
        String name,
        RouteMatch match,
        Pool pool,
        List<Filter> filters,
        RouteMetrics metrics,
        AttemptRules rules,
        Fallback fallback) {

    /** A route that leaves all else to its pool. */
    public Route(String name, RouteMatch match, Pool pool, List<Filter> filters, RouteMetrics metrics) {
        this(name, match, pool, filters, metrics, AttemptRules.OF_POOL, null);
    }
}
