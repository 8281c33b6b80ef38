package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.core.metrics.RouteMetrics;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.resilience.RouteGuard;
import java.util.List;

/**
 * What happens to the requests that a rule matches.
 *
 * @param name for logs and metrics
 * @param match what requests it is for
 * @param pool who answers them
 * @param filters what they go through before, in this order
 * @param guard how important and how many its requests may be
 * @param metrics what became of them
 */
public record Route(
        String name, RouteMatch match, Pool pool, List<Filter> filters, RouteGuard guard, RouteMetrics metrics) {}
