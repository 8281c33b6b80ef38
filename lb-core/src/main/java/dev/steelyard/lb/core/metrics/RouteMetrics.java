package dev.steelyard.lb.core.metrics;

import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;

/** What became of the requests of one route. Any thread; counting takes no lock and no allocation. */
public final class RouteMetrics {
    private final CodeCounters byCode;
    private final RecentLatency duration;

    public RouteMetrics(MetricRegistry registry, String route, String pool) {
        byCode = new CodeCounters(registry, MetricNames.REQUESTS, "route", route, "pool", pool);
        String key = MetricNames.key(MetricNames.REQUEST_DURATION, "route", route, "pool", pool);
        Metric known = registry.getMetrics().get(key); // of another route with the same name and pool
        duration = known instanceof RecentLatency latency ? latency : registry.register(key, new RecentLatency());
    }

    /**
     * Counts a request.
     *
     * @param status 0 if the client got none
     * @param nanos from its first byte to the last byte of its response
     */
    public void record(int status, long nanos) {
        byCode.count(status);
        duration.record(nanos);
    }
}
