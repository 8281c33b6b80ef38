package dev.steelyard.lb.core.wiring;

import com.codahale.metrics.MetricRegistry;
import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.steelyard.lb.core.accesslog.AccessLog;
import dev.steelyard.lb.core.config.LbConfig;
import dev.steelyard.lb.core.config.OverridesFile;
import dev.steelyard.lb.core.generation.OverridesLog;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.JvmMetrics;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.plugin.InstanceServices;
import dev.steelyard.lb.core.pool.PoolServices;
import dev.steelyard.lb.core.proxy.LbProxyHandler;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import dev.steelyard.lb.core.proxy.Traces;
import dev.steelyard.lb.core.resilience.Bulkheads;
import dev.steelyard.lb.core.resilience.JvmHeap;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import dev.steelyard.lb.core.resilience.PlaceQueue;
import dev.steelyard.lb.core.routing.RouteMemory;
import dev.steelyard.lb.core.server.LbServer;
import dev.steelyard.lb.core.server.LoopThreadPool;
import dev.steelyard.lb.core.stream.StreamMetrics;
import dev.steelyard.lb.core.stream.Streams;
import dev.steelyard.lb.core.tls.CertificateWatch;
import dev.steelyard.lb.core.tls.TlsContexts;
import dev.steelyard.lb.core.upstream.UpstreamClient;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/** What lives as long as the process. */
public final class RootModule extends AbstractModule {
    private static final int LARGEST_POOLED_BUFFER = 64 * 1024;

    /** Free buffers kept, on the heap and beside it each: 1,000 of the largest; by default it would be an eighth of the heap. */
    private static final long POOLED_BYTES = 64L * 1024 * 1024;

    private final LbConfig config;
    private final OverridesFile overrides;
    private final Path directory;
    private final boolean follows;

    /**
     * @param overrides where what is changed at run time is kept
     * @param directory what paths in the config are relative to
     * @param follows whether another balancer still has the addresses
     */
    public RootModule(LbConfig config, OverridesFile overrides, Path directory, boolean follows) {
        this.directory = directory;
        this.follows = follows;
        this.config = config;
        this.overrides = overrides;
    }

    @Override
    protected void configure() {
        // What Guice offers beyond plain wiring hides mistakes: each thing is bound, once and by its exact key.
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
    }

    @Provides
    @Singleton
    MetricRegistry registry() {
        MetricRegistry registry = new MetricRegistry();
        JvmMetrics.register(registry);
        return registry;
    }

    @Provides
    @Singleton
    BackgroundThreads backgroundThreads() {
        return new BackgroundThreads();
    }

    @Provides
    @Singleton
    InstanceServices instanceServices(BackgroundThreads threads) {
        return threads.lentToExtensions();
    }

    @Provides
    @Singleton
    PoolServices poolServices(
            InstanceServices instances,
            BackgroundThreads threads,
            MetricRegistry registry,
            UpstreamClient upstream,
            Streams streams,
            OverridesLog overrides,
            StandingFaults faults,
            TlsContexts tls) {
        return new PoolServices(
                instances,
                threads.control(),
                registry,
                pool -> new PlaceQueue(pool, instances.nanoTime(), registry),
                left -> {
                    upstream.remove(left);
                    streams.remove(left);
                },
                overrides,
                faults,
                tls);
    }

    @Provides
    @Singleton
    StandingFaults standingFaults() {
        return new StandingFaults();
    }

    @Provides
    @Singleton
    OverridesLog overridesLog(BackgroundThreads threads, StandingFaults faults) {
        return new OverridesLog(overrides, threads.workers(), threads.timer(), faults);
    }

    @Provides
    @Singleton
    TlsContexts tlsContexts(InstanceServices instances) {
        return new TlsContexts(directory, instances.clock());
    }

    @Provides
    @Singleton
    CertificateWatch certificateWatch(
            TlsContexts tls, InstanceServices instances, StandingFaults faults, MetricRegistry registry) {
        return new CertificateWatch(tls, instances.clock(), faults, registry);
    }

    @Provides
    @Singleton
    Bulkheads bulkheads() {
        return new Bulkheads();
    }

    @Provides
    @Singleton
    OverloadGuard overloadGuard(InstanceServices instances, MetricRegistry registry) {
        return new OverloadGuard(config.overload(), new JvmHeap(), instances.nanoTime(), registry);
    }

    @Provides
    @Singleton
    LoopGroup loops() throws IOException {
        return new LoopGroup("lb-loop", Runtime.getRuntime().availableProcessors());
    }

    @Provides
    @Singleton
    LoopThreadPool threads() {
        return new LoopThreadPool();
    }

    @Provides
    @Singleton
    Scheduler scheduler() {
        return new ScheduledExecutorScheduler("lb-http-timer", true);
    }

    @Provides
    @Singleton
    ByteBufferPool buffers() {
        return new ArrayByteBufferPool(0, -1, LARGEST_POOLED_BUFFER, Integer.MAX_VALUE, POOLED_BYTES, POOLED_BYTES);
    }

    @Provides
    @Singleton
    UpstreamClient upstream(
            LoopGroup loops, LoopThreadPool threads, Scheduler scheduler, ByteBufferPool buffers, TlsContexts tls) {
        return new UpstreamClient(loops, threads, scheduler, buffers, tls);
    }

    @Provides
    @Singleton
    RouteMemory routeMemory(InstanceServices services, OverridesLog overrides) {
        return new RouteMemory(services.clock(), services.nanoTime(), overrides);
    }

    @Provides
    @Singleton
    ProxyMetrics proxyMetrics(MetricRegistry registry) {
        return new ProxyMetrics(registry);
    }

    @Provides
    @Singleton
    Traces traces(InstanceServices services) {
        return new Traces(services.clock(), services.nanoTime());
    }

    @Provides
    @Singleton
    AccessLog accessLog(MetricRegistry registry) throws IOException {
        return AccessLog.open(config.accessLog(), registry.counter(MetricNames.ACCESS_LOG_DROPPED));
    }

    @Provides
    @Singleton
    Streams streams(
            LoopGroup loops,
            ProxyMetrics metrics,
            MetricRegistry registry,
            OverloadGuard guard,
            AccessLog accessLog,
            InstanceServices services) {
        return new Streams(
                loops, new StreamMetrics(registry, metrics), guard, accessLog, services.clock(), services.nanoTime());
    }

    @Provides
    @Singleton
    LbServer server(
            LoopGroup loops,
            LoopThreadPool threads,
            Scheduler scheduler,
            ByteBufferPool buffers,
            UpstreamClient upstream,
            ProxyMetrics metrics,
            Traces traces,
            MetricRegistry registry,
            AccessLog accessLog,
            Streams streams,
            InstanceServices services,
            OverloadGuard guard,
            StandingFaults faults,
            TlsContexts tls) {
        LbProxyHandler handler = new LbProxyHandler(upstream, metrics, traces, guard);
        return new LbServer(
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
                faults,
                tls,
                follows);
    }
}
