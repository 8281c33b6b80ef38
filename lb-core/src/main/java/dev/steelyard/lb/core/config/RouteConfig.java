package dev.steelyard.lb.core.config;

import java.util.List;
import java.util.Optional;

/**
 * A rule that sends matching requests to a pool.
 *
 * @param name for logs and metrics; the pool's name if absent
 * @param match what a request must look like; an empty block matches all
 * @param pool the pool's name
 * @param listeners names of the listeners it holds for; empty for all
 * @param filters the chain a request goes through before a backend is picked
 * @param priority how important its requests are
 * @param limits how much it may take
 */
public record RouteConfig(
        Optional<String> name,
        MatchConfig match,
        String pool,
        List<String> listeners,
        List<ExtensionConfig> filters,
        PriorityConfig priority,
        RouteLimitsConfig limits) {

    static RouteConfig everythingTo(String pool) {
        return new RouteConfig(
                Optional.empty(),
                MatchConfig.EVERYTHING,
                pool,
                List.of(),
                List.of(),
                PriorityConfig.USUAL,
                RouteLimitsConfig.NONE);
    }

    /** The name by which logs and metrics call the route. */
    public String effectiveName() {
        return name.orElse(pool);
    }
}
