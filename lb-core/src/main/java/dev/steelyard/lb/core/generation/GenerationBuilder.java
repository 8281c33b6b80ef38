package dev.steelyard.lb.core.generation;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.config.RouteConfig;
import dev.steelyard.lb.core.metrics.RouteMetrics;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.Instance;
import dev.steelyard.lb.core.plugin.InstanceFactory;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.PoolChange;
import dev.steelyard.lb.core.pool.PoolFactory;
import dev.steelyard.lb.core.routing.AttemptRules;
import dev.steelyard.lb.core.routing.Fallback;
import dev.steelyard.lb.core.routing.Route;
import dev.steelyard.lb.core.routing.RouteMatch;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.routing.TableUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Builds one generation, whole or not at all. */
public final class GenerationBuilder {
    private final LbConfig config;
    private final ExtensionCatalog catalog;
    private final InstanceFactory extensions;
    private final PoolFactory poolFactory;
    private final MetricRegistry registry;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Pool> pools = new LinkedHashMap<>();
    private final List<Instance<Filter>> filters = new ArrayList<>();
    private final List<PoolChange> changes = new ArrayList<>();
    private final List<Pool> added = new ArrayList<>();
    private final TableUse use = new TableUse();

    public GenerationBuilder(
            LbConfig config,
            ExtensionCatalog catalog,
            InstanceFactory extensions,
            PoolFactory poolFactory,
            MetricRegistry registry) {
        this.config = config;
        this.catalog = catalog;
        this.extensions = extensions;
        this.poolFactory = poolFactory;
        this.registry = registry;
    }

    /**
     * The first generation, or one to be let go of, not yet started.
     *
     * @throws SettingsException with everything that its extensions refuse; nothing is left behind then
     */
    public NextGeneration build() {
        return build(Map.of());
    }

    /**
     * The next generation, which takes over the pools that are in both.
     *
     * @param running the pools there are, by name; nothing of them changes yet
     * @throws SettingsException with everything that its extensions refuse; nothing is left behind then
     */
    public NextGeneration build(Map<String, Pool> running) {
        config.pools().forEach((name, pool) -> collect(() -> pools.put(name, pool(running.get(name), name, pool))));
        Map<RouteConfig, Route> routes = new LinkedHashMap<>();
        for (int i = 0; i < config.effectiveRoutes().size(); i++) {
            RouteConfig route = config.effectiveRoutes().get(i);
            routes.put(route, route(route, "routes[" + i + "]"));
        }
        Generation generation = new Generation(config, catalog, pools, filters, tables(routes), use);
        NextGeneration next = new NextGeneration(generation, added, changes, filters);
        if (!problems.isEmpty()) {
            next.close();
            throw new SettingsException(problems);
        }
        return next;
    }

    private Pool pool(Pool running, String name, PoolConfig pool) {
        if (running == null) {
            Pool made = poolFactory.create(name, pool);
            added.add(made);
            return made;
        }
        changes.add(poolFactory.change(running, pool));
        return running;
    }

    private void collect(Supplier<?> step) {
        try {
            step.get();
        } catch (SettingsException refused) {
            problems.addAll(refused.problems());
        }
    }

    private Route route(RouteConfig route, String path) {
        List<Filter> chain = new ArrayList<>();
        for (int i = 0; i < route.filters().size(); i++) {
            String at = path + ".filters[" + i + "]";
            var filter = route.filters().get(i);
            collect(() -> {
                Instance<Filter> instance = extensions.filter(filter, at);
                filters.add(instance);
                return chain.add(instance.value());
            });
        }
        RouteMetrics metrics = new RouteMetrics(registry, route.effectiveName(), route.pool());
        RouteMatch match = new RouteMatch(route.match());
        AttemptRules rules = new AttemptRules(route.retry(), route.timeouts());
        Pool pool = pools.get(route.pool());
        return new Route(route.effectiveName(), match, pool, List.copyOf(chain), metrics, rules, fallback(route));
    }

    private Fallback fallback(RouteConfig route) {
        return route.fallback()
                .map(config ->
                        new Fallback(config, config.pool().map(pools::get).orElse(null)))
                .orElse(null);
    }

    private Map<String, RouteTable> tables(Map<RouteConfig, Route> routes) {
        Map<String, RouteTable> tables = new LinkedHashMap<>();
        for (String listener : config.listeners().keySet()) {
            List<Route> held = new ArrayList<>();
            routes.forEach((route, built) -> {
                if (route.listeners().isEmpty() || route.listeners().contains(listener)) {
                    held.add(built);
                }
            });
            tables.put(listener, new RouteTable(held, use));
        }
        return tables;
    }
}
