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
import dev.steelyard.lb.core.admin.ListenerRoutes;
import dev.steelyard.lb.core.config.ConfigDraft;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.OverridesFile;
import dev.steelyard.lb.core.config.PluginsConfig;
import dev.steelyard.lb.core.generation.GenerationBuilder;
import dev.steelyard.lb.core.generation.OverridesLog;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.ClockWatch;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.RecentLatency;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import dev.steelyard.lb.core.proxy.Traces;
import dev.steelyard.lb.core.resilience.AdaptiveLimits;
import dev.steelyard.lb.core.resilience.Bulkheads;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import dev.steelyard.lb.core.routing.RouteMemory;
import dev.steelyard.lb.core.server.LbServer;
import dev.steelyard.lb.core.tls.CertificateWatch;
import dev.steelyard.lb.core.upstream.UpstreamClient;
import dev.steelyard.lb.core.wiring.BackgroundThreads;
import dev.steelyard.lb.core.wiring.GenerationModule;
import dev.steelyard.lb.core.wiring.RootModule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
    private static final long ANSWER_MILLIS = 100;
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long CLOCK_TICK_MILLIS = 1000;
    private static final long CANARY_TICK_MILLIS = 200;
    private static final long CERTIFICATES_TICK_MILLIS = 1000; // two looks, and change is taken on
    private static final long LIMITS_TICK_MILLIS = 100; // the least interval of an adaptive limit

    private final LbConfig config;
    private final Injector injector;
    private final LiveConfig live;
    private final LbServer server;
    private final AdminServer admin; // null if it is off
    private final FileWatch watch;
    private final Succession succession;
    private volatile boolean ready;

    private LoadBalancer(LbConfig config, Injector injector, LiveConfig live, FileWatch watch, Succession succession) {
        this.succession = succession;
        this.config = config;
        this.injector = injector;
        this.live = live;
        this.watch = watch;
        this.server = injector.getInstance(LbServer.class);
        this.admin = config.admin().enabled() ? new AdminServer(config.admin(), adminSources()) : null;
    }

    private AdminSources adminSources() {
        return new AdminSources(
                () -> live.generation().pools(),
                new ListenerRoutes(() -> live.generation().tables()),
                injector.getInstance(Traces.class),
                injector.getInstance(ProxyMetrics.class),
                server::openConnections,
                injector.getInstance(UpstreamClient.class)::connections,
                injector.getInstance(MetricRegistry.class),
                injector.getInstance(RouteMemory.class)::splits,
                injector.getInstance(OverloadGuard.class),
                injector.getInstance(Bulkheads.class),
                () -> live.generation().catalog().reports(),
                () -> ready,
                Version.current(),
                live,
                injector.getInstance(StandingFaults.class),
                this::handOver);
    }

    /** Soon, so that whoever asked for it is answered: its own API is the first thing to go. */
    private void handOver() {
        LOG.info("another balancer takes over: this one finishes its requests and ends");
        injector.getInstance(BackgroundThreads.class)
                .timer()
                .schedule(this::letGo, ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void letGo() {
        admin.stop();
        succession.stop().run();
    }

    /**
     * Starts a balancer; when this returns, it serves.
     *
     * @param source reads the config: at once, and again for each reload
     * @param succession what it follows, and what it does when another follows it
     * @throws SettingsException if the config cannot be used
     * @throws IOException if an address cannot be bound
     */
    public static LoadBalancer start(
            Supplier<ConfigDraft> source, InstallDirectories directories, Succession succession) throws Exception {
        ConfigDraft first = source.get();
        InstalledPlugins plugins = new InstalledPlugins(directories);
        ExtensionCatalog catalog = plugins.load(first.config().plugins());
        try {
            Injector injector = Guice.createInjector(
                    Stage.PRODUCTION,
                    new RootModule(
                            first.config(), overrides(first, directories), first.directory(), succession.follows()));
            return start(first, source, plugins, injector, succession, catalog);
        } catch (Exception | LinkageError failure) {
            catalog.close();
            throw failure;
        }
    }

    private static OverridesFile overrides(ConfigDraft draft, InstallDirectories directories) {
        return draft.config()
                .data()
                .directory()
                .map(own -> new OverridesFile(Path.of(own).resolve("api-changes.json")))
                .orElseGet(() -> OverridesFile.of(draft, directories.data()));
    }

    private static LoadBalancer start(
            ConfigDraft first,
            Supplier<ConfigDraft> source,
            InstalledPlugins plugins,
            Injector injector,
            Succession succession,
            ExtensionCatalog catalog)
            throws Exception {
        BackgroundThreads threads = injector.getInstance(BackgroundThreads.class);
        try {
            LiveConfig live = new LiveConfig(source, first, plugins, parts(injector, threads));
            FileWatch watch = new FileWatch(live, plugins, threads);
            LoadBalancer balancer = new LoadBalancer(first.config(), injector, live, watch, succession);
            balancer.begin(catalog);
            return balancer;
        } catch (Exception failure) {
            injector.getInstance(AccessLog.class).close();
            endThreads(injector);
            throw failure;
        }
    }

    private static ProcessParts parts(Injector injector, BackgroundThreads threads) {
        return new ProcessParts(
                (config, catalog) -> builder(injector, config, catalog),
                injector.getInstance(LbServer.class),
                injector.getInstance(OverridesLog.class),
                injector.getInstance(StandingFaults.class),
                injector.getInstance(MetricRegistry.class),
                new Retirement(System::nanoTime, threads.workers(), threads.timer()));
    }

    private static GenerationBuilder builder(Injector injector, LbConfig config, ExtensionCatalog catalog) {
        return injector.createChildInjector(new GenerationModule(config, catalog))
                .getInstance(GenerationBuilder.class);
    }

    /**
     * Makes everything that a config asks for, and ends it again.
     *
     * @throws SettingsException with all that its extensions refuse
     */
    static void tryOut(ConfigDraft draft, ExtensionCatalog catalog, InstallDirectories directories) {
        LbConfig config = draft.config();
        Injector injector = Guice.createInjector(
                Stage.DEVELOPMENT, new RootModule(config, overrides(draft, directories), draft.directory(), true));
        try {
            builder(injector, config, catalog).build().close();
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
        return new InstalledPlugins(directories).load(config);
    }

    private void begin(ExtensionCatalog catalog) throws Exception {
        registerProcessMetrics();
        try {
            live.start(config, catalog);
            if (succession.follows()) {
                takeOver();
            } else if (admin != null) {
                admin.start();
            }
        } catch (Exception failure) {
            server.stop();
            live.close();
            throw failure;
        }
        watchForOverload();
        StandingFaults faults = injector.getInstance(StandingFaults.class);
        every(CLOCK_TICK_MILLIS, new ClockWatch(Clock.systemUTC(), System::nanoTime, faults)::look);
        watchCertificates();
        watch.begin(config.reload());
        ready = true;
    }

    /** Both serve until the other one lets go; what was changed there until then is read from the data directory. */
    private void takeOver() throws Exception {
        succession.askPredecessor().ask();
        if (admin != null) {
            startAdminWhenFree();
        }
        live.rereadOverrides();
    }

    /** Requests come here already and nowhere else: without an API they are served all the same. */
    private void startAdminWhenFree() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!startsAdmin(System.nanoTime() - end > 0)) {
            Thread.sleep(ANSWER_MILLIS);
        }
    }

    private boolean startsAdmin(boolean last) {
        try {
            admin.start();
        } catch (IOException taken) {
            if (last) {
                injector.getInstance(StandingFaults.class).begin("admin API", taken.getMessage());
            }
            return last;
        }
        return true;
    }

    private void registerProcessMetrics() {
        MetricRegistry registry = injector.getInstance(MetricRegistry.class);
        String java = Runtime.version().toString();
        String info = MetricNames.key(MetricNames.BUILD_INFO, "version", Version.current(), "java", java);
        registry.register(info, (Gauge<Integer>) () -> 1);
        ScheduledExecutorService timer =
                injector.getInstance(BackgroundThreads.class).timer();
        RouteMemory routes = injector.getInstance(RouteMemory.class);
        timer.scheduleAtFixedRate(() -> tick(registry), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
        timer.scheduleAtFixedRate(routes::tick, CANARY_TICK_MILLIS, CANARY_TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void watchForOverload() {
        OverloadGuard guard = injector.getInstance(OverloadGuard.class);
        every(1000, () -> {
            guard.configure(live.generation().config().overload());
            guard.lookAtHeap();
        });
        AdaptiveLimits limits =
                new AdaptiveLimits(() -> live.generation().pools().values(), System::nanoTime);
        limits.look(); // the first requests are held to it too
        every(LIMITS_TICK_MILLIS, limits::look);
    }

    /** Files may be on a disk that is slow: not on the timer's thread. */
    private void watchCertificates() {
        CertificateWatch certificates = injector.getInstance(CertificateWatch.class);
        Executor workers = injector.getInstance(BackgroundThreads.class).workers();
        every(CERTIFICATES_TICK_MILLIS, () -> workers.execute(certificates::look));
    }

    /** An executor forgets a task that failed once. */
    private void every(long millis, Runnable task) {
        Runnable contained = () -> {
            try {
                task.run();
            } catch (RuntimeException failure) {
                LOG.error("a task that keeps watch failed", failure);
            }
        };
        injector.getInstance(BackgroundThreads.class)
                .timer()
                .scheduleWithFixedDelay(contained, millis, millis, TimeUnit.MILLISECONDS);
    }

    private static void tick(MetricRegistry registry) {
        registry.getMetrics().values().forEach(metric -> {
            if (metric instanceof RecentLatency latency) {
                latency.tick();
            }
        });
    }

    /** What it started with. */
    public LbConfig config() {
        return config;
    }

    /** The port that a listener took. */
    public int port(String listener) {
        return server.port(listener);
    }

    /** The port that the API took, or -1 if it is off. */
    public int adminPort() {
        return admin == null ? -1 : admin.localPort();
    }

    /**
     * Takes on the config as it is now, and the plugins there are now.
     *
     * @throws SettingsException with all that is wrong with it; nothing has changed then
     * @throws IOException if an address cannot be bound; nothing has changed then
     */
    public void reload() throws Exception {
        live.reload();
    }

    /** Takes no more connections, lets requests end for as long as the config says, and then stops. */
    public void stop() throws Exception {
        ready = false;
        watch.close();
        server.drain(live.generation().config().drainTimeout());
        server.stop();
        if (admin != null) {
            admin.stop();
        }
        live.close();
        injector.getInstance(AccessLog.class).close();
        endThreads(injector);
        LOG.info("stopped");
    }
}
