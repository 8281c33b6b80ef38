package dev.steelyard.lb.core.admin;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.plugin.PluginReport;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import dev.steelyard.lb.core.proxy.Traces;
import dev.steelyard.lb.core.resilience.Bulkheads;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import dev.steelyard.lb.core.routing.SplitState;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * What the API shows and changes. Every supplier is asked anew for each request, from any thread, and must not block.
 *
 * @param pools the pools in use by name, in the order of the config
 * @param routes which requests go where
 * @param traces what of live requests operators want to see
 * @param requests what all requests together did
 * @param activeConnections open client connections
 * @param backendConnections open connections to a backend
 * @param registry what {@code /metrics} writes out
 * @param splits the splits of routes in use, by the names of their routes
 * @param overload how near the balancer is to its own limits
 * @param bulkheads how many requests limited routes have
 * @param plugins what became of every plugin found
 * @param ready whether all listeners are bound and the balancer is not stopping
 * @param version of the balancer
 * @param config what is live, to be read again
 * @param faults what is wrong though the balancer serves on
 * @param handOver has the balancer let go of its addresses soon, finish and end
 */
public record AdminSources(
        Supplier<Map<String, Pool>> pools,
        ListenerRoutes routes,
        Traces traces,
        ProxyMetrics requests,
        LongSupplier activeConnections,
        ToIntFunction<LiveBackend> backendConnections,
        MetricRegistry registry,
        Supplier<Map<String, SplitState>> splits,
        OverloadGuard overload,
        Bulkheads bulkheads,
        Supplier<List<PluginReport>> plugins,
        BooleanSupplier ready,
        String version,
        ConfigControl config,
        StandingFaults faults,
        Runnable handOver) {}
