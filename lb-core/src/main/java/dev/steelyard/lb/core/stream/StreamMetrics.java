package dev.steelyard.lb.core.stream;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.proxy.ProxyMetrics;

/** What connections of TCP and sessions of UDP did. Any thread. */
public final class StreamMetrics {
    private final MetricRegistry registry;
    private final ProxyMetrics shared;

    /** @param shared what is counted of HTTP requests and of these alike */
    public StreamMetrics(MetricRegistry registry, ProxyMetrics shared) {
        this.registry = registry;
        this.shared = shared;
    }

    ProxyMetrics shared() {
        return shared;
    }

    /** Counts bytes of a backend; to be asked for once a connection, and kept. */
    Counter bytes(String pool, String backend, String direction) {
        return registry.counter(
                MetricNames.key(MetricNames.STREAM_BYTES, "pool", pool, "backend", backend, "direction", direction));
    }

    void onEnd(StreamRecord record) {
        String result = record.reason() == null ? "ok" : record.reason();
        registry.counter(MetricNames.key(
                        MetricNames.STREAM_CONNECTIONS, "listener", record.listener(), "result", result))
                .inc();
    }
}
