package dev.steelyard.lb.core.generation;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.config.MatchConfig;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.config.RouteConfig;
import dev.steelyard.lb.core.metrics.RouteMetrics;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.Instance;
import dev.steelyard.lb.core.plugin.InstanceFactory;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.PoolChange;
import dev.steelyard.lb.core.pool.PoolFactory;
import dev.steelyard.lb.core.resilience.Bulkheads;
import dev.steelyard.lb.core.resilience.RouteGuard;
import dev.steelyard.lb.core.routing.AttemptRules;
import dev.steelyard.lb.core.routing.Fallback;
import dev.steelyard.lb.core.routing.Figures;
import dev.steelyard.lb.core.routing.Mirror;
import dev.steelyard.lb.core.routing.OnePool;
import dev.steelyard.lb.core.routing.Route;
import dev.steelyard.lb.core.routing.RouteMatch;
import dev.steelyard.lb.core.routing.RouteMemory;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.routing.Share;
import dev.steelyard.lb.core.routing.Split;
import dev.steelyard.lb.core.routing.SplitState;
import dev.steelyard.lb.core.routing.TableUse;
import dev.steelyard.lb.core.routing.Target;
import dev.steelyard.lb.core.tls.TlsContexts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Builds one generation, whole or not at all. */
public final class GenerationBuilder {
    private final LbConfig config;
    private final ExtensionCatalog catalog;
    private final InstanceFactory extensions;
    private final PoolFactory poolFactory;
    private final MetricRegistry registry;
    private final RouteMemory memory;
    private final RandomGenerator random;
    private final Bulkheads bulkheads;
    private final TlsContexts tls;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Pool> pools = new LinkedHashMap<>();
    private final Map<String, Integer> limited = new HashMap<>();
    private final List<Instance<Filter>> filters = new ArrayList<>();
    private final List<PoolChange> changes = new ArrayList<>();
    private final List<Pool> added = new ArrayList<>();
    private final TableUse use = new TableUse();
    private final Map<String, SplitState> splits = new LinkedHashMap<>();
    private final Set<String> mirrors = new HashSet<>();

    public GenerationBuilder(
            LbConfig config,
            ExtensionCatalog catalog,
            InstanceFactory extensions,
            PoolFactory poolFactory,
            MetricRegistry registry,
            RouteMemory memory,
            RandomGenerator random,
            Bulkheads bulkheads,
            TlsContexts tls) {
        this.config = config;
        this.catalog = catalog;
        this.extensions = extensions;
        this.poolFactory = poolFactory;
        this.registry = registry;
        this.memory = memory;
        this.random = random;
        this.bulkheads = bulkheads;
        this.tls = tls;
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
        collect(() -> {
            tls.prepare(config);
            return tls;
        });
        config.pools().forEach((name, pool) -> collect(() -> pools.put(name, pool(running.get(name), name, pool))));
        Map<RouteConfig, Route> routes = new LinkedHashMap<>();
        for (int i = 0; i < config.effectiveRoutes().size(); i++) {
            RouteConfig route = config.effectiveRoutes().get(i);
            routes.put(route, route(route, "routes[" + i + "]"));
        }
        Generation generation = new Generation(config, catalog, pools, filters, tables(routes), use);
        NextGeneration next = new NextGeneration(generation, added, changes, filters, this::adopt);
        if (!problems.isEmpty()) {
            next.close();
            throw new SettingsException(problems);
        }
        return next;
    }

    private void adopt() {
        memory.adopt(splits, mirrors);
        tls.taken(config);
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
        return new Route(
                route.effectiveName(),
                new RouteMatch(route.match()),
                target(route),
                List.copyOf(chain),
                guard(route),
                mirror(route),
                new AttemptRules(route.retry(), route.timeouts()),
                fallback(route));
    }

    private Target target(RouteConfig route) {
        String name = route.effectiveName();
        if (route.split().isEmpty()) {
            return new OnePool(share(name, route.pools().get(0), null));
        }
        SplitState state = memory.splitFor(name, route.split().get());
        splits.put(name, state);
        List<Share> shares = new ArrayList<>();
        for (String pool : route.pools()) {
            shares.add(share(name, pool, state.figures(shares.size())));
        }
        return new Split(state, shares, random);
    }

    private Mirror mirror(RouteConfig route) {
        String name = route.effectiveName();
        route.mirror().ifPresent(any -> mirrors.add(name));
        return route.mirror()
                .map(config ->
                        new Mirror(name, config, pools.get(config.pool()), memory.mirroredInFlight(name), registry))
                .orElse(null);
    }

    private Share share(String route, String pool, Figures figures) {
        return new Share(pools.get(pool), new RouteMetrics(registry, route, pool), figures);
    }

    /** Routes may share a name; each has limits of its own, so the first is told from the second. */
    private RouteGuard guard(RouteConfig route) {
        if (!route.limits().areSet()) {
            return new RouteGuard(route.priority(), route.limits(), null);
        }
        int number = limited.merge(route.effectiveName(), 1, Integer::sum);
        String name = number == 1 ? route.effectiveName() : route.effectiveName() + "#" + number;
        return new RouteGuard(route.priority(), route.limits(), bulkheads.of(name));
    }

    private Fallback fallback(RouteConfig route) {
        return route.fallback()
                .map(config ->
                        new Fallback(config, config.pool().map(pools::get).orElse(null)))
                .orElse(null);
    }

    private List<Route> streamRoutes(String name, ListenerConfig listener) {
        List<Route> routes = new ArrayList<>();
        listener.routes()
                .forEach(route -> route.matches().forEach(match -> routes.add(streamRoute(name, match, route.pool()))));
        config.poolOf(listener).ifPresent(pool -> routes.add(streamRoute(name, MatchConfig.EVERYTHING, pool)));
        return routes;
    }

    /** Nothing of what is counted of routes holds for connections that are passed on as they are. */
    private Route streamRoute(String name, MatchConfig match, String pool) {
        return new Route(name, new RouteMatch(match), new OnePool(new Share(pools.get(pool), null, null)));
    }

    private Map<String, RouteTable> tables(Map<RouteConfig, Route> routes) {
        Map<String, RouteTable> tables = new LinkedHashMap<>();
        for (String listener : config.listeners().keySet()) {
            ListenerConfig known = config.listeners().get(listener);
            if (!known.protocol().isHttp()) {
                tables.put(listener, new RouteTable(streamRoutes(listener, known), use));
                continue;
            }
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
