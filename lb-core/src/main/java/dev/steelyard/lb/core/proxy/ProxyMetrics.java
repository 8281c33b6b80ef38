package dev.steelyard.lb.core.proxy;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.metrics.MetricNames;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What all requests together did. Any thread; counting takes no lock. */
public final class ProxyMetrics {
    private final MetricRegistry registry;
    private final Meter requests;
    private final LongAdder active = new LongAdder();
    private final LongAdder tunnels = new LongAdder();
    private final LongAdder requestBytes = new LongAdder();
    private final LongAdder responseBytes = new LongAdder();
    private final LongAdder total = new LongAdder();
    private final Map<String, Counter> clientFaults = new ConcurrentHashMap<>();
    private final Map<String, Counter> retries = new ConcurrentHashMap<>();
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();
    private final Map<String, Counter> hedges = new ConcurrentHashMap<>();
    private final Map<String, Counter> fallbacks = new ConcurrentHashMap<>();

    public ProxyMetrics(MetricRegistry registry) {
        this.registry = registry;
        this.requests = registry.meter(MetricNames.REQUEST_RATE);
        registry.register(MetricNames.REQUESTS_ACTIVE, (Gauge<Long>) active::sum);
        registry.register(MetricNames.TUNNELS_ACTIVE, (Gauge<Long>) tunnels::sum);
        registry.register(MetricNames.REQUEST_BYTES, (Gauge<Long>) requestBytes::sum);
        registry.register(MetricNames.RESPONSE_BYTES, (Gauge<Long>) responseBytes::sum);
    }

    /** A request came in. */
    void begin() {
        active.increment();
        total.increment();
        requests.mark();
    }

    /** A request that began has ended. */
    public void end() {
        active.decrement();
    }

    /** Requests under way. */
    public long active() {
        return active.sum();
    }

    /** A connection goes on in another protocol. */
    void tunnelBegins() {
        tunnels.increment();
    }

    void tunnelEnds() {
        tunnels.decrement();
    }

    /** Connections that went on in another protocol and are open. */
    public long tunnels() {
        return tunnels.sum();
    }

    /** Requests since the start. */
    public long total() {
        return total.sum();
    }

    /** Requests a second over the last minute. */
    public double perSecond() {
        return requests.getOneMinuteRate();
    }

    /** Bytes of request bodies. */
    public LongAdder requestBytes() {
        return requestBytes;
    }

    /** Bytes of response bodies. */
    public LongAdder responseBytes() {
        return responseBytes;
    }

    /** A request ended by a fault of its client. */
    public void clientFault(String reason) {
        count(clientFaults, MetricNames.CLIENT_FAULTS, reason);
    }

    /** A request is tried on another backend. */
    public void retry(String reason) {
        count(retries, MetricNames.UPSTREAM_RETRIES, reason);
    }

    /** A request found no backend. */
    public void refused(String reason) {
        count(refused, MetricNames.UPSTREAM_REFUSED, reason);
    }

    /** Of a request that was sent to two backends, one answered first. */
    void hedge(boolean secondWon) {
        count(hedges, MetricNames.UPSTREAM_HEDGES, "first_answer", secondWon ? "second" : "first");
    }

    /** A request goes the way that its route has for those that its pool cannot serve. */
    void fallback(String reason) {
        count(fallbacks, MetricNames.FALLBACKS, reason);
    }

    private void count(Map<String, Counter> counters, String name, String reason) {
        count(counters, name, "reason", reason);
    }

    private void count(Map<String, Counter> counters, String name, String label, String value) {
        Counter counter = counters.get(value);
        if (counter == null) {
            counter = counters.computeIfAbsent(value, v -> registry.counter(MetricNames.key(name, label, v)));
        }
        counter.inc();
    }
}
