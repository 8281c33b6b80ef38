package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.health.HealthStatus;
import dev.steelyard.lb.core.metrics.LatencyHistogram;
import dev.steelyard.lb.core.pool.BackendState;
import dev.steelyard.lb.core.pool.Exclusion;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import java.time.Instant;

/**
 * A backend as the API shows it.
 *
 * @param limit requests it takes at a time now, at most {@code maxConnections}
 * @param share part of its weight that counts now: less while it starts slowly or is degraded, 0 if it is passed over
 * @param reportedWeight part of its weight that it says it wants, as far as that is in force; 1 if it says nothing
 * @param passedOver why new sessions do not get it; {@code null} if they do
 */
record BackendView(
        String id,
        String pool,
        String host,
        int port,
        String status,
        String statusReason,
        Instant statusSince,
        int currentConnections,
        long totalRequests,
        long failedRequests,
        int weight,
        int maxConnections,
        int limit,
        String healthCheckPath,
        int priority,
        String zone,
        double share,
        double reportedWeight,
        String passedOver,
        ResponseTime responseTimeMs) {

    /**
     * What share of the answers of about the last minute took no longer than this; {@code null} without any.
     *
     * @param p50 milliseconds, as the others
     */
    record ResponseTime(Double p50, Double p95, Double p99) {
        static ResponseTime of(LatencyHistogram.Snapshot recent) {
            return recent.count() == 0
                    ? new ResponseTime(null, null, null)
                    : new ResponseTime(millis(recent, 0.5), millis(recent, 0.95), millis(recent, 0.99));
        }

        private static double millis(LatencyHistogram.Snapshot recent, double share) {
            return Math.round(recent.quantileNanos(share) / 1e4) / 1e2;
        }
    }

    static BackendView of(Pool pool, LiveBackend backend) {
        HealthStatus health = backend.health().status();
        BackendState state = backend.state();
        return new BackendView(
                backend.id(),
                pool.name(),
                backend.host(),
                backend.port(),
                state.word(),
                reason(state, health),
                backend.stateSince(),
                backend.inFlight(),
                backend.metrics().requests(),
                backend.metrics().errors(),
                backend.weight(),
                backend.maxConnections(),
                backend.limit(),
                backend.healthCheckPath().orElse(null),
                backend.priority(),
                backend.zone().orElse(null),
                Math.round(pool.share(backend) * 1e3) / 1e3,
                Math.round(backend.reportedWeight().inForce() * 1e3) / 1e3,
                pool.passedOver(backend).map(Exclusion::words).orElse(null),
                ResponseTime.of(backend.metrics().latency().recent()));
    }

    private static String reason(BackendState state, HealthStatus health) {
        boolean byOperator = state == BackendState.DRAINING || state == BackendState.DISABLED;
        return byOperator ? "set by the operator" : health.reason();
    }
}
