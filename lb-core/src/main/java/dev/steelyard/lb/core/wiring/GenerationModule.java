package dev.steelyard.lb.core.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.generation.GenerationBuilder;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.InstanceFactory;
import dev.steelyard.lb.core.plugin.InstanceServices;
import dev.steelyard.lb.core.pool.PoolFactory;
import dev.steelyard.lb.core.pool.PoolServices;
import dev.steelyard.lb.core.resilience.Bulkheads;
import dev.steelyard.lb.core.routing.RouteMemory;
import dev.steelyard.lb.core.tls.TlsContexts;

/** What lives as long as one config and one plugin catalog; a child of {@link RootModule}. */
public final class GenerationModule extends AbstractModule {
    private final LbConfig config;
    private final ExtensionCatalog catalog;

    public GenerationModule(LbConfig config, ExtensionCatalog catalog) {
        this.config = config;
        this.catalog = catalog;
    }

    @Provides
    InstanceFactory instanceFactory(InstanceServices services) {
        return new InstanceFactory(catalog, services);
    }

    @Provides
    PoolFactory poolFactory(InstanceFactory extensions, PoolServices services) {
        return new PoolFactory(extensions, services);
    }

    @Provides
    GenerationBuilder generationBuilder(
            InstanceFactory extensions,
            PoolFactory pools,
            PoolServices services,
            RouteMemory memory,
            Bulkheads bulkheads,
            TlsContexts tls) {
        return new GenerationBuilder(
                config,
                catalog,
                extensions,
                pools,
                services.registry(),
                memory,
                services.instances().random(),
                bulkheads,
                tls);
    }
}
