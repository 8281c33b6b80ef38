package dev.steelyard.lb.core.config;

import java.util.List;
import java.util.Optional;

/**
 * A rule that sends matching requests to a pool, or shares them between several.
 *
 * @param name for logs, metrics and the API; the pool's name if absent
 * @param match what a request must look like; an empty block matches all
 * @param pool the pool's name; absent if there is a split
 * @param split the pools that share the requests
 * @param mirror who gets copies of some of its requests; nobody if absent
 * @param listeners names of the listeners it holds for; empty for all
 * @param filters the chain a request goes through before a backend is picked
 * @param priority how important its requests are
 * @param limits how much it may take
 * @param retry when requests are tried again, where that is not as the pool says
 * @param timeouts how long backends may take, where that is not as the pool says
 * @param fallback what is done for clients that the pool cannot serve; they get an error if absent
 */
public record RouteConfig(
        Optional<String> name,
        MatchConfig match,
        Optional<String> pool,
        Optional<SplitConfig> split,
        Optional<MirrorConfig> mirror,
        List<String> listeners,
        List<ExtensionConfig> filters,
        PriorityConfig priority,
        RouteLimitsConfig limits,
        RetryOverrides retry,
        TimeoutOverrides timeouts,
        Optional<FallbackConfig> fallback) {

    public RouteConfig {
        if (pool.isPresent() && split.isPresent()) {
            throw new IllegalArgumentException("split: there is a pool already (expected: one of both)");
        }
    }

    static RouteConfig everythingTo(String pool) {
        return new RouteConfig(
                Optional.empty(),
                MatchConfig.EVERYTHING,
                Optional.of(pool),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                PriorityConfig.USUAL,
                RouteLimitsConfig.NONE,
                RetryOverrides.NONE,
                TimeoutOverrides.NONE,
                Optional.empty());
    }

    /** The name by which logs, metrics and the API call the route. */
    public String effectiveName() {
        return name.or(() -> pool).orElseGet(() -> pools().get(0));
    }

    /** The pools its requests go to; at least one. */
    public List<String> pools() {
        return split.map(shared ->
                        shared.pools().stream().map(SplitConfig.PoolShare::pool).toList())
                .orElseGet(() -> List.of(pool.orElseThrow()));
    }
}
