package dev.steelyard.lb.core.generation;

import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.Instance;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.routing.RouteTable;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that one config and one catalog make: pools, filters and a route table for each listener. */
public final class Generation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

    private final LbConfig config;
    private final ExtensionCatalog catalog;
    private final Map<String, Pool> pools;
    private final List<Instance<Filter>> filters;
    private final Map<String, RouteTable> tables;

    Generation(
            LbConfig config,
            ExtensionCatalog catalog,
            Map<String, Pool> pools,
            List<Instance<Filter>> filters,
            Map<String, RouteTable> tables) {
        this.config = config;
        this.catalog = catalog;
        this.pools = pools;
        this.filters = filters;
        this.tables = tables;
    }

    /** What it was made from. */
    public LbConfig config() {
        return config;
    }

    /** The plugins it uses. */
    public ExtensionCatalog catalog() {
        return catalog;
    }

    /** Its pools by name, in the order of the config. */
    public Map<String, Pool> pools() {
        return pools;
    }

    /** The routes of a listener. */
    public RouteTable routes(String listener) {
        return tables.get(listener);
    }

    /** Begins to look up addresses and to probe. */
    public void start() {
        pools.values().forEach(pool -> pool.members().start());
    }

    /** Closes pools and filters; the catalog is whoever loaded it's to close. */
    @Override
    public void close() {
        pools.values().forEach(Pool::close);
        filters.forEach(Generation::close);
    }

    static void close(Instance<Filter> filter) {
        try {
            filter.close();
        } catch (IllegalStateException failure) {
            LOG.warn("a filter could not be closed", failure);
        }
    }
}
