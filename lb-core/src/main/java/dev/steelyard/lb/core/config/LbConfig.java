package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A whole config file.
 *
 * @param listeners addresses to serve on, by name; at least one
 * @param admin the REST API and metrics
 * @param routes which requests go to which pool, first match first; if empty, everything goes to the only pool
 * @param pools the backends, by name; at least one
 * @param plugins where plugins come from and which are wanted
 * @param accessLog where one line a request goes
 * @param drainTimeout how long requests may go on after a stop was asked for
 */
public record LbConfig(
        Map<String, ListenerConfig> listeners,
        AdminConfig admin,
        List<RouteConfig> routes,
        Map<String, PoolConfig> pools,
        PluginsConfig plugins,
        AccessLogConfig accessLog,
        @Default("30s") @Min("0s") Duration drainTimeout) {

    /** The routes, or the one that is meant where there is none: everything to the only pool. */
    public List<RouteConfig> effectiveRoutes() {
        return routes.isEmpty()
                ? List.of(RouteConfig.everythingTo(pools.keySet().iterator().next()))
                : routes;
    }
}
