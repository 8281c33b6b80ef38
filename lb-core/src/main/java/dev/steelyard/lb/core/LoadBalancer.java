package dev.steelyard.lb.core;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.accesslog.AccessLog;
import dev.steelyard.lb.core.admin.AdminServer;
import dev.steelyard.lb.core.admin.AdminSources;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.PluginsConfig;
import dev.steelyard.lb.core.generation.Generation;
import dev.steelyard.lb.core.generation.GenerationBuilder;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.RecentLatency;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.PluginLoader;
import dev.steelyard.lb.core.proxy.HttpListener;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import dev.steelyard.lb.core.server.LbServer;
import dev.steelyard.lb.core.wiring.BackgroundThreads;
import dev.steelyard.lb.core.wiring.GenerationModule;
import dev.steelyard.lb.core.wiring.RootModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running balancer.
 *
 * <p>Made, and stopped, by one thread; what it tells may be asked by any.
 */
public final class LoadBalancer {
    private static final Logger LOG = LoggerFactory.getLogger(LoadBalancer.class);
    private static final long TICK_SECONDS = 10;

    private final LbConfig config;
    private final Injector injector;
    private final ExtensionCatalog catalog;
    private final Generation generation;
    private final LbServer server;
    private final AdminServer admin; // null if it is off
    private volatile boolean ready;

    private LoadBalancer(LbConfig config, Injector injector, ExtensionCatalog catalog, Generation generation) {
        this.config = config;
        this.injector = injector;
        this.catalog = catalog;
        this.generation = generation;
        this.server = injector.getInstance(LbServer.class);
        this.admin = config.admin().enabled() ? new AdminServer(config.admin(), adminSources()) : null;
    }

    private AdminSources adminSources() {
        return new AdminSources(
                generation::pools,
                injector.getInstance(ProxyMetrics.class),
                server::openConnections,
                injector.getInstance(MetricRegistry.class),
                catalog::reports,
                () -> ready,
                Version.current());
    }

    /**
     * Starts a balancer; when this returns, it serves.
     *
     * @throws SettingsException if the config cannot be used
     * @throws java.io.IOException if an address cannot be bound
     */
    public static LoadBalancer start(LbConfig config, InstallDirectories directories) throws Exception {
        ExtensionCatalog catalog = loadPlugins(config.plugins(), directories);
        try {
            Injector injector = Guice.createInjector(Stage.PRODUCTION, new RootModule(config));
            return start(config, injector, catalog);
        } catch (Exception | LinkageError failure) {
            catalog.close();
            throw failure;
        }
    }

    private static LoadBalancer start(LbConfig config, Injector injector, ExtensionCatalog catalog) throws Exception {
        try {
            LoadBalancer balancer = new LoadBalancer(config, injector, catalog, build(config, injector, catalog));
            try {
                balancer.begin();
                return balancer;
            } catch (Exception failure) {
                balancer.generation.close();
                throw failure;
            }
        } catch (Exception failure) {
            injector.getInstance(AccessLog.class).close();
            endThreads(injector);
            throw failure;
        }
    }

    /**
     * Makes everything that a config asks for, and ends it again.
     *
     * @throws SettingsException with all that its extensions refuse
     */
    static void tryOut(LbConfig config, ExtensionCatalog catalog) {
        Injector injector = Guice.createInjector(Stage.DEVELOPMENT, new RootModule(config));
        try {
            build(config, injector, catalog).close();
        } finally {
            endThreads(injector);
        }
    }

    private static void endThreads(Injector injector) {
        injector.getInstance(LoopGroup.class).close();
        injector.getInstance(BackgroundThreads.class).close();
    }

    /** The plugins that an installation has, and what became of each. */
    public static ExtensionCatalog loadPlugins(PluginsConfig config, InstallDirectories directories) {
        Path plugins = config.directory().map(Path::of).orElse(directories.plugins());
        return new PluginLoader()
                .load(
                        directories.builtInPlugins(),
                        plugins,
                        directories.work(),
                        Set.copyOf(config.disabled()),
                        config.required());
    }

    private static Generation build(LbConfig config, Injector injector, ExtensionCatalog catalog) {
        return injector.createChildInjector(new GenerationModule(config, catalog))
                .getInstance(GenerationBuilder.class)
                .build();
    }

    private void begin() throws Exception {
        registerProcessMetrics();
        generation.start();
        List<HttpListener> listeners = config.listeners().entrySet().stream()
                .map(entry ->
                        new HttpListener(entry.getKey(), entry.getValue(), () -> generation.routes(entry.getKey())))
                .toList();
        server.start(listeners);
        startAdmin();
        ready = true;
    }

    private void startAdmin() throws Exception {
        try {
            if (admin != null) {
                admin.start();
            }
        } catch (Exception failure) {
            server.stop();
            throw failure;
        }
    }

    private void registerProcessMetrics() {
        MetricRegistry registry = injector.getInstance(MetricRegistry.class);
        String java = Runtime.version().toString();
        String info = MetricNames.key(MetricNames.BUILD_INFO, "version", Version.current(), "java", java);
        registry.register(info, (Gauge<Integer>) () -> 1);
        injector.getInstance(BackgroundThreads.class)
                .timer()
                .scheduleAtFixedRate(() -> tick(registry), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    private static void tick(MetricRegistry registry) {
        registry.getMetrics().values().forEach(metric -> {
            if (metric instanceof RecentLatency latency) {
                latency.tick();
            }
        });
    }

    /** The port that a listener took. */
    public int port(String listener) {
        return server.port(listener);
    }

    /** The port that the API took, or -1 if it is off. */
    public int adminPort() {
        return admin == null ? -1 : admin.localPort();
    }

    /** Takes no more connections, lets requests end for as long as the config says, and then stops. */
    public void stop() throws Exception {
        ready = false;
        server.drain(config.drainTimeout());
        server.stop();
        if (admin != null) {
            admin.stop();
        }
        generation.close();
        injector.getInstance(AccessLog.class).close();
        endThreads(injector);
        catalog.close();
        LOG.info("stopped");
    }
}
