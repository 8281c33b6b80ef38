package dev.steelyard.lb.core.generation;

import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.Instance;
import dev.steelyard.lb.core.plugin.PluginRealm;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.routing.TableUse;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that one config and one catalog make: pools, filters and a route table for each listener. */
public final class Generation {
    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

    private final LbConfig config;
    private final ExtensionCatalog catalog;
    private final Map<String, Pool> pools;
    private final List<Instance<Filter>> filters;
    private final Map<String, RouteTable> tables;
    private final TableUse use;

    Generation(
            LbConfig config,
            ExtensionCatalog catalog,
            Map<String, Pool> pools,
            List<Instance<Filter>> filters,
            Map<String, RouteTable> tables,
            TableUse use) {
        this.config = config;
        this.catalog = catalog;
        this.pools = pools;
        this.filters = filters;
        this.tables = tables;
        this.use = use;
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

    /** The routes of each listener, in the order of the config. */
    public Map<String, RouteTable> tables() {
        return tables;
    }

    /** The routes of a listener. */
    public RouteTable routes(String listener) {
        return tables.get(listener);
    }

    /** Takes no more requests in: others have taken over. */
    public void retire() {
        use.retire();
    }

    /** Whether no request goes by its routes. */
    public boolean isQuiet() {
        return use.isQuiet();
    }

    /**
     * Closes what only this generation used: filters, pools that the other does not have, and plugins.
     *
     * @param left what pools of both do not use any more
     * @param realms closes those of plugins
     */
    public void closePartsNotIn(Generation other, List<AutoCloseable> left, Consumer<List<PluginRealm>> realms) {
        closeAll(filters);
        closeAll(pools.values().stream()
                .filter(pool -> other.pools.get(pool.name()) != pool)
                .toList());
        closeAll(left);
        realms.accept(catalog.realmsNotIn(other.catalog));
    }

    /** Closes pools and filters; the catalog is whoever loaded it's to close. */
    public void close() {
        closeAll(pools.values());
        closeAll(filters);
    }

    static void closeAll(Collection<? extends AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception failure) {
                LOG.warn("{} could not be closed", part, failure);
            }
        }
    }
}
