package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole config file.
 *
 * @param listeners addresses to serve on, by name; at least one
 * @param admin the REST API and metrics
 * @param routes which requests go to which pool, first match first; if empty, everything goes to the only pool
 * @param pools the backends, by name; at least one
 * @param plugins where plugins come from and which are wanted
 * @param accessLog where one line a request goes
 * @param data where what was changed at run time is kept
 * @param reload what makes the balancer take on a changed file or plugin by itself
 * @param overload when new requests are refused to save those under way
 * @param drainTimeout how long requests may go on after a stop was asked for
 */
public record LbConfig(
        Map<String, ListenerConfig> listeners,
        AdminConfig admin,
        List<RouteConfig> routes,
        Map<String, PoolConfig> pools,
        PluginsConfig plugins,
        AccessLogConfig accessLog,
        DataConfig data,
        ReloadConfig reload,
        OverloadConfig overload,
        @Default("30s") @Min("0s") Duration drainTimeout) {

    /** Every place that asks for an extension, those of the defaults included. */
    public List<ExtensionUse> extensions() {
        List<ExtensionUse> uses = new ArrayList<>();
        pools.forEach((name, pool) -> uses.addAll(pool.extensions("pools." + name)));
        for (int i = 0; i < routes.size(); i++) {
            for (ExtensionConfig filter : routes.get(i).filters()) {
                uses.add(new ExtensionUse(ExtensionUse.Kind.FILTER, filter, "routes[" + i + "].filters"));
            }
        }
        return uses;
    }

    /** The same with other pools. */
    public LbConfig with(Map<String, PoolConfig> others) {
        return new LbConfig(listeners, admin, routes, others, plugins, accessLog, data, reload, overload, drainTimeout);
    }

    /** The pool that connections of a listener go to that reads no requests; empty if its routes leave nothing over. */
    public Optional<String> poolOf(ListenerConfig listener) {
        return listener.pool().isPresent() || !listener.routes().isEmpty()
                ? listener.pool()
                : Optional.of(pools.keySet().iterator().next());
    }

    /** The routes, or the one that is meant where there is none: everything to the only pool. */
    public List<RouteConfig> effectiveRoutes() {
        if (listeners.values().stream()
                .noneMatch(listener -> listener.protocol().isHttp())) {
            return List.of();
        }
        return routes.isEmpty()
                ? List.of(RouteConfig.everythingTo(pools.keySet().iterator().next()))
                : routes;
    }
}
