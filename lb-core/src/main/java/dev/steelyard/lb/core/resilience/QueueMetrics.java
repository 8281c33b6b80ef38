package dev.steelyard.lb.core.resilience;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.RecentLatency;
import dev.steelyard.lb.core.pool.WaitingLine.Reason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** What became of the requests that waited for a place in a pool. Any thread. */
final class QueueMetrics {
    private final MetricRegistry registry;
    private final Map<String, Metric> registered = new HashMap<>();
    private final Counter entered;
    private final RecentLatency waited;
    private final Map<Reason, Counter> dropped = new EnumMap<>(Reason.class);

    QueueMetrics(MetricRegistry registry, String pool, IntSupplier size) {
        this.registry = registry;
        Gauge<Integer> now = size::getAsInt;
        add(MetricNames.key(MetricNames.QUEUE_REQUESTS, "pool", pool), now);
        entered = add(MetricNames.key(MetricNames.QUEUE_ENTERED, "pool", pool), new Counter());
        waited = add(MetricNames.key(MetricNames.QUEUE_WAIT, "pool", pool), new RecentLatency());
        for (Reason reason : Reason.values()) {
            String key = MetricNames.key(MetricNames.QUEUE_DROPPED, "pool", pool, "reason", reason.word());
            dropped.put(reason, add(key, new Counter()));
        }
    }

    /** In place of what a pool of the same name has there that is about to end. */
    private <M extends Metric> M add(String key, M metric) {
        registry.remove(key);
        registered.put(key, metric);
        return registry.register(key, metric);
    }

    void entered() {
        entered.inc();
    }

    void admitted(long nanos) {
        waited.record(nanos);
    }

    void dropped(Reason reason) {
        dropped.get(reason).inc();
    }

    void close() {
        registry.removeMatching((key, metric) -> registered.get(key) == metric);
    }
}
