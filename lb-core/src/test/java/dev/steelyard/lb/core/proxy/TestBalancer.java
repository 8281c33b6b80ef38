package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.accesslog.AccessLog;
import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.generation.Generation;
import dev.steelyard.lb.core.generation.GenerationBuilder;
import dev.steelyard.lb.core.generation.NextGeneration;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.plugin.ExtensionCatalog;
import dev.steelyard.lb.core.plugin.InstanceFactory;
import dev.steelyard.lb.core.plugin.InstanceServices;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.PoolFactory;
import dev.steelyard.lb.core.pool.PoolServices;
import dev.steelyard.lb.core.pool.RuntimeChanges;
import dev.steelyard.lb.core.resilience.Bulkheads;
import dev.steelyard.lb.core.resilience.JvmHeap;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import dev.steelyard.lb.core.resilience.PlaceQueue;
import dev.steelyard.lb.core.routing.RouteMemory;
import dev.steelyard.lb.core.routing.SplitChanges;
import dev.steelyard.lb.core.server.LbServer;
import dev.steelyard.lb.core.server.LoopThreadPool;
import dev.steelyard.lb.core.stream.StreamMetrics;
import dev.steelyard.lb.core.stream.Streams;
import dev.steelyard.lb.core.tls.TlsContexts;
import dev.steelyard.lb.core.upstream.UpstreamClient;
import dev.steelyard.lb.core.wiring.BackgroundThreads;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** The real data path on a free port, before raw backends; closing it checks that nothing was left behind. */
public final class TestBalancer implements AutoCloseable {
    /** One, so that a test knows which connections to a backend its requests find; each loop has its own. */
    private static final int ONE_LOOP = 1;

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final BackgroundThreads background = new BackgroundThreads();
    private final MetricRegistry registry = new MetricRegistry();
    private final ProxyMetrics metrics = new ProxyMetrics(registry);
    private final AccessLog accessLog;
    private final Traces traces;
    private final Generation generation;
    private final LoopGroup loops;
    private final UpstreamClient upstream;
    private final LbServer server;
    private final Streams streams;
    private boolean stopped;
    private int leavable;

    private TestBalancer(LbConfig config, int loopCount) throws Exception {
        var services = new InstanceServices(
                Clock.systemUTC(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextLong(),
                background.workers(),
                background.timer());
        loops = new LoopGroup("test-loop", loopCount);
        LoopThreadPool threads = new LoopThreadPool();
        var scheduler = new ScheduledExecutorScheduler("test-timer", true);
        TlsContexts tls = new TlsContexts(Path.of("").toAbsolutePath(), services.clock());
        upstream = new UpstreamClient(loops, threads, scheduler, buffers, tls);
        OverloadGuard guard = new OverloadGuard(config.overload(), new JvmHeap(), System::nanoTime, registry);
        accessLog = AccessLog.open(config.accessLog(), registry.counter("dropped"));
        streams = new Streams(
                loops, new StreamMetrics(registry, metrics), guard, accessLog, services.clock(), services.nanoTime());
        var pools = new PoolServices(
                services,
                background.control(),
                registry,
                pool -> new PlaceQueue(pool, services.nanoTime(), registry),
                left -> {
                    upstream.remove(left);
                    streams.remove(left);
                },
                RuntimeChanges.IGNORED,
                new StandingFaults(),
                tls);
        var catalog = ExtensionCatalog.of(TestExtensions.all());
        var extensions = new InstanceFactory(catalog, services);
        var factory = new PoolFactory(extensions, pools);
        NextGeneration first = new GenerationBuilder(
                        config,
                        catalog,
                        extensions,
                        factory,
                        registry,
                        new RouteMemory(services.clock(), services.nanoTime(), SplitChanges.FORGOTTEN),
                        services.random(),
                        new Bulkheads(),
                        tls)
                .build();
        generation = first.generation();
        traces = new Traces(services.clock(), services.nanoTime());
        var handler = new LbProxyHandler(upstream, metrics, traces, guard);
        server = new LbServer(
                loops,
                threads,
                scheduler,
                buffers,
                handler,
                metrics,
                registry,
                accessLog,
                streams,
                services.clock(),
                services.nanoTime(),
                new StandingFaults(),
                tls,
                false);
        first.begin(Map.of());
        server.take(server.prepare(config.listeners(), generation::routes));
    }

    /** What an operator wants to see of its requests. */
    Traces traces() {
        return traces;
    }

    /** A balancer with no settings of its own before these backends, whose ids are b0, b1 and so on. */
    static TestBalancer before(RawOrigin... origins) throws Exception {
        return configured().before(origins);
    }

    public static Setup configured() {
        return new Setup();
    }

    public int port() {
        return server.port("web");
    }

    public Wire connect() {
        return Wire.to(port());
    }

    /** Sends a request on a connection of its own and reads the answer. */
    Wire.Message ask(String request) throws Exception {
        try (Wire wire = connect()) {
            return wire.write(request).read();
        }
    }

    Wire.Message get(String target) throws Exception {
        return ask("GET " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    }

    public Streams streams() {
        return streams;
    }

    public LbServer server() {
        return server;
    }

    public ProxyMetrics metrics() {
        return metrics;
    }

    public Pool pool() {
        return generation.pools().get("main");
    }

    public LiveBackend backend(int index) {
        return pool().members().byId("b" + index);
    }

    /** Connections to a backend that are open now. */
    int connections(int index) {
        return upstream.connections(backend(index));
    }

    public long count(String metric) {
        return registry.getCounters().entrySet().stream()
                .filter(counter -> counter.getKey().startsWith(metric))
                .mapToLong(counter -> counter.getValue().getCount())
                .sum();
    }

    /** What the pool of buffers holds, in use or not. */
    long bufferBytes() {
        return buffers.getDirectMemory() + buffers.getHeapMemory();
    }

    public void awaitIdle() {
        await("requests are still under way", () -> metrics.active() == 0);
        await("connections are still open", () -> streams.open() == 0);
        await("leases are still out", () -> pool().backends().stream().allMatch(backend -> backend.inFlight() == 0));
    }

    public static void await(String otherwise, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(otherwise);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Jetty gives so many buffers back to nobody but the collector of garbage, which its pool takes note of. */
    void mayLeaveToTheCollector(int count) {
        leavable = count;
    }

    /** Requests that ended by this fault of their clients. */
    public long clientFaults(String reason) {
        return registry.counter(MetricNames.key(MetricNames.CLIENT_FAULTS, "reason", reason))
                .getCount();
    }

    /** Checks that no request, lease or buffer is left, and ends everything. */
    @Override
    public void close() {
        try {
            awaitIdle();
        } finally {
            stop();
        }
        awaitBuffers();
    }

    /** The last ones come back on threads that are not ours. */
    private void awaitBuffers() {
        for (int i = 0; i < 100 && buffers.getLeaks().size() > leavable; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(buffers.getLeaks()).as("leaked buffers").hasSizeLessThanOrEqualTo(leavable);
    }

    private void stop() {
        if (!stopped) {
            stopped = true;
            stopServer();
            generation.close();
            accessLog.close();
            loops.close();
            background.close();
        }
    }

    private void stopServer() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new AssertionError("the server does not stop", failed);
        }
    }

    /** What a test wants to be otherwise than by default. */
    public static final class Setup {
        private final List<String> parts = new ArrayList<>();
        private String route = "";
        private String backend = "";
        private int loops = ONE_LOOP;

        /** Settings of the listener. */
        public Setup listener(String settings) {
            return part("listeners.web { " + settings + " }");
        }

        /** Settings of the pool. */
        public Setup pool(String settings) {
            return part("pools.main { " + settings + " }");
        }

        /** Settings of the one route. */
        Setup route(String settings) {
            route = settings;
            return this;
        }

        /** Settings of each backend. */
        public Setup backend(String settings) {
            backend = settings;
            return this;
        }

        public Setup loops(int count) {
            loops = count;
            return this;
        }

        public Setup log(Path file) {
            return part("access-log = \"" + file + "\"");
        }

        /** Anything else. */
        public Setup part(String text) {
            parts.add(text);
            return this;
        }

        TestBalancer before(RawOrigin... origins) throws Exception {
            int[] ports = new int[origins.length];
            for (int i = 0; i < ports.length; i++) {
                ports[i] = origins[i].port();
            }
            return before(ports);
        }

        public TestBalancer before(int... ports) throws Exception {
            StringBuilder config = new StringBuilder("listeners.web { bind = \"127.0.0.1:0\" }\n");
            config.append("pools.main { health { interval = 1h }\nbackends = [\n");
            for (int i = 0; i < ports.length; i++) {
                config.append("{ id = b" + i + ", host = \"127.0.0.1\", port = " + ports[i] + ", " + backend + " }\n");
            }
            config.append("] }\nroutes = [ { pool = main, " + route + " } ]\n");
            parts.forEach(part -> config.append(part).append('\n'));
            return new TestBalancer(ConfigFile.parse("test.conf", config.toString()), loops);
        }
    }
}
