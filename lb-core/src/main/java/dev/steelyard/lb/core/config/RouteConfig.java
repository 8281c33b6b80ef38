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
 * @param retry when requests are tried again, where that is not as the pool says
 * @param timeouts how long backends may take, where that is not as the pool says
 * @param fallback what is done for clients that the pool cannot serve; they get an error if absent
 */
public record RouteConfig(
        Optional<String> name,
        MatchConfig match,
        String pool,
        List<String> listeners,
        List<ExtensionConfig> filters,
        RetryOverrides retry,
        TimeoutOverrides timeouts,
        Optional<FallbackConfig> fallback) {

    static RouteConfig everythingTo(String pool) {
        return new RouteConfig(
                Optional.empty(),
                MatchConfig.EVERYTHING,
                pool,
                List.of(),
                List.of(),
                RetryOverrides.NONE,
                TimeoutOverrides.NONE,
                Optional.empty());
    }

    /** The name by which logs and metrics call the route. */
    public String effectiveName() {
        return name.orElse(pool);
    }
}
