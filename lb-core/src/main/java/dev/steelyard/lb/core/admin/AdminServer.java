package dev.steelyard.lb.core.admin;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.config.AdminConfig;
import dev.steelyard.lb.core.plugin.PluginReport;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

public final class AdminServer {
    public AdminServer(
            AdminConfig config,
            Supplier<Map<String, Pool>> pools,
            ProxyMetrics metrics,
            LongSupplier activeConnections,
            MetricRegistry registry,
            Supplier<List<PluginReport>> plugins,
            BooleanSupplier ready,
            String version) {}

    public void start() throws Exception {}

    public void stop() throws Exception {}

    public int localPort() {
        return -1;
    }
}
