package dev.steelyard.lb.core.pool;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.metrics.CodeCounters;
import dev.steelyard.lb.core.metrics.LatencyHistogram;
import dev.steelyard.lb.core.metrics.MetricNames;
import dev.steelyard.lb.core.metrics.RecentLatency;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What one backend did. Any thread; counting takes no lock and no allocation. */
public final class BackendMetrics {
    private final CodeCounters byCode;
    private final Map<Outcome.Result, Counter> errors = new EnumMap<>(Outcome.Result.class);
    private final RecentLatency latency;
    private final LatencyHistogram firstByte = new LatencyHistogram();
    private final Counter probesPassed;
    private final Counter probesFailed;
    private final Counter activeEjections;
    private final Counter passiveEjections;
    private final Counter circuitOpenings;

    private BackendMetrics(MetricRegistry registry, String pool, String backend) {
        byCode = new CodeCounters(registry, MetricNames.UPSTREAM_REQUESTS, "pool", pool, "backend", backend);
        for (Outcome.Result result : Outcome.Result.values()) {
            if (result.backendFault()) {
                String reason = result.name().toLowerCase(Locale.ROOT);
                errors.put(result, registry.counter(key(MetricNames.UPSTREAM_ERRORS, pool, backend, "reason", reason)));
            }
        }
        latency = new RecentLatency();
        put(registry, MetricNames.key(MetricNames.UPSTREAM_DURATION, "pool", pool, "backend", backend), latency);
        probesPassed = registry.counter(key(MetricNames.BACKEND_CHECKS, pool, backend, "result", "passed"));
        probesFailed = registry.counter(key(MetricNames.BACKEND_CHECKS, pool, backend, "result", "failed"));
        activeEjections = registry.counter(key(MetricNames.BACKEND_EJECTIONS, pool, backend, "by", "active"));
        passiveEjections = registry.counter(key(MetricNames.BACKEND_EJECTIONS, pool, backend, "by", "passive"));
        circuitOpenings = registry.counter(
                MetricNames.key(MetricNames.BACKEND_CIRCUIT_OPENINGS, "pool", pool, "backend", backend));
    }

    /** In place of that of an earlier backend of the same id, which may be leaving at this moment. */
    private static void put(MetricRegistry registry, String key, Metric metric) {
        registry.remove(key);
        registry.register(key, metric);
    }

    private static String key(String name, String pool, String backend, String label, String value) {
        return MetricNames.key(name, "pool", pool, "backend", backend, label, value);
    }

    /** Counts an attempt. */
    void record(Outcome outcome) {
        byCode.count(outcome.status());
        Counter error = errors.get(outcome.result());
        if (error != null) {
            error.inc();
        }
        if (outcome.status() != 0) {
            latency.record(outcome.totalNanos());
        }
        if (outcome.firstByteNanos() >= 0 && outcome.result() != Outcome.Result.CLIENT_FAULT) {
            firstByte.record(outcome.firstByteNanos());
        }
    }

    void recordProbe(boolean passed) {
        (passed ? probesPassed : probesFailed).inc();
    }

    void recordEjection(boolean byTraffic) {
        (byTraffic ? passiveEjections : activeEjections).inc();
    }

    void recordCircuitOpening() {
        circuitOpenings.inc();
    }

    /** Attempts since the start. */
    public long requests() {
        return byCode.sum();
    }

    /** Attempts that failed by a fault of the backend since the start. */
    public long errors() {
        return errors.values().stream().mapToLong(Counter::getCount).sum();
    }

    /** How long its answers take. */
    public RecentLatency latency() {
        return latency;
    }

    /** How long the heads of its answers take, which no client can draw out by reading slowly. */
    public LatencyHistogram firstByte() {
        return firstByte;
    }

    /** Puts the metrics of a pool's backends into the registry and takes them out again. */
    static final class Registrar {
        private final MetricRegistry registry;
        private final String pool;

        Registrar(MetricRegistry registry, String pool) {
            this.registry = registry;
            this.pool = pool;
        }

        BackendMetrics register(LiveBackend backend) {
            BackendMetrics metrics = new BackendMetrics(registry, pool, backend.id());
            gauge(MetricNames.UPSTREAM_ACTIVE, backend, backend::inFlight);
            gauge(MetricNames.BACKEND_LIMIT, backend, backend::limit);
            gauge(
                    MetricNames.BACKEND_CIRCUIT_OPEN,
                    backend,
                    () -> backend.breaker().isClosed() ? 0 : 1);
            gauge(MetricNames.BACKEND_WEIGHT, backend, backend::weight);
            gauge(MetricNames.BACKEND_UP, backend, () -> backend.state() == BackendState.HEALTHY ? 1 : 0);
            for (BackendState state : BackendState.values()) {
                String name = key(MetricNames.BACKEND_STATE, pool, backend.id(), "state", state.word());
                put(registry, name, (Gauge<Integer>) () -> backend.state() == state ? 1 : 0);
            }
            return metrics;
        }

        private void gauge(String name, LiveBackend backend, Gauge<Integer> gauge) {
            put(registry, MetricNames.key(name, "pool", pool, "backend", backend.id()), gauge);
        }

        void remove(LiveBackend backend) {
            String labels = MetricNames.key("", "pool", pool, "backend", backend.id());
            String inside = labels.substring(1, labels.length() - 1);
            registry.removeMatching(MetricFilter.contains("{" + inside));
        }

        /** Forgets the pool, whose name another one may have later. */
        void removeAll() {
            String label = MetricNames.key("", "pool", pool);
            registry.removeMatching(MetricFilter.contains(label.substring(0, label.length() - 1)));
        }
    }
}
