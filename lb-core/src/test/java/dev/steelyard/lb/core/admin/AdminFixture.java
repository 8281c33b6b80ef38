package dev.steelyard.lb.core.admin;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.core.config.AdminConfig;
import dev.steelyard.lb.core.config.OverloadConfig;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.InstanceFactory;
import dev.steelyard.lb.core.plugin.InstanceServices;
import dev.steelyard.lb.core.plugin.PluginReport;
import dev.steelyard.lb.core.plugin.RecordingLogger;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.PoolFactory;
import dev.steelyard.lb.core.pool.PoolServices;
import dev.steelyard.lb.core.pool.RuntimeChanges;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import dev.steelyard.lb.core.proxy.Traces;
import dev.steelyard.lb.core.resilience.Bulkheads;
import dev.steelyard.lb.core.resilience.JvmHeap;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import dev.steelyard.lb.core.resilience.PlaceQueue;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.routing.SplitState;
import dev.steelyard.lb.core.tls.TlsContexts;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.FakeRequest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A real server of the API over real pools, with checks, clock and timer in the test's hand. */
final class AdminFixture implements AutoCloseable {
    final FakeContext context = FakeContext.seeded(1);
    final FakeExtensions extensions = new FakeExtensions();
    final MetricRegistry registry = new MetricRegistry();
    private final OverloadGuard guard = new OverloadGuard(new OverloadConfig(0, 1), new JvmHeap(), () -> 0, registry);
    final ProxyMetrics requests = new ProxyMetrics(registry);
    final Map<String, Pool> pools = new LinkedHashMap<>();
    final Map<String, SplitState> splits = new LinkedHashMap<>();
    final List<PluginReport> plugins = new ArrayList<>();
    final RecordingLogger log = new RecordingLogger();
    final Map<String, RouteTable> tables = new LinkedHashMap<>();
    final Traces traces = new Traces(context.clock(), context.nanoTime());
    Supplier<Map<String, Pool>> poolSource = () -> pools;
    volatile boolean ready = true;
    volatile boolean handedOver;
    private final Map<String, Object> config = new LinkedHashMap<>(Map.of("bind", "127.0.0.1:0"));
    final StandingFaults faults = new StandingFaults();
    final FakeControl control = new FakeControl();
    private AdminServer server;
    private AdminClient client;

    /** Adds a pool whose backends are {@code srv1}, {@code srv2}, … at the given ports of 10.0.0.1. */
    AdminFixture pool(String name, int... ports) {
        return pool(name, Map.of(), ports);
    }

    AdminFixture pool(String name, Map<String, ?> health, int... ports) {
        List<Map<String, ?>> backends = new ArrayList<>();
        for (int port : ports) {
            backends.add(Map.of("id", "srv" + (backends.size() + 1), "host", "10.0.0.1", "port", port));
        }
        PoolConfig pool = bind(PoolConfig.class, Map.of("health", health, "backends", backends));
        Pool made = new PoolFactory(instances(), services()).create(name, pool);
        made.members().start();
        pools.put(name, made);
        return this;
    }

    AdminFixture config(String key, Object value) {
        config.put(key, value);
        return this;
    }

    AdminFixture start() throws IOException {
        AdminSources sources = new AdminSources(
                () -> poolSource.get(),
                new ListenerRoutes(() -> tables),
                traces,
                requests,
                () -> 7,
                backend -> 3,
                registry,
                () -> splits,
                guard,
                new Bulkheads(),
                () -> plugins,
                () -> ready,
                "1.2.3",
                control,
                faults,
                () -> handedOver = true);
        server = new AdminServer(bind(AdminConfig.class, config), sources, log);
        server.start();
        client = new AdminClient(server.localPort());
        return this;
    }

    private static <R extends Record> R bind(Class<R> type, Map<String, ?> values) {
        return Settings.of(values).as(type, MethodHandles.lookup());
    }

    private InstanceFactory instances() {
        return new InstanceFactory(ExtensionCatalog.of(extensions.factories()), lent());
    }

    private InstanceServices lent() {
        return new InstanceServices(
                context.clock(), context.nanoTime(), context.random(), context.executor(), context.scheduler());
    }

    private PoolServices services() {
        return new PoolServices(
                lent(),
                context.scheduler(),
                registry,
                pool -> new PlaceQueue(pool, lent().nanoTime(), registry),
                removed -> {},
                RuntimeChanges.IGNORED,
                faults,
                new TlsContexts(Path.of(""), Clock.systemUTC()));
    }

    /** Lets time pass: probes are made and verdicts come into force. */
    void pass(String duration) {
        context.fakeScheduler().advance(Duration.parse("PT" + duration));
    }

    /** Has the next backend of a pool answer a request. */
    void serve(String pool, Outcome.Result result, int status, String took) {
        Lease lease = pools.get(pool).lease(FakeRequest.get());
        pass(took);
        lease.complete(result, status, 1);
    }

    AdminClient client() {
        return client;
    }

    AdminServer server() {
        return server;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        pools.values().forEach(Pool::close);
    }
}
