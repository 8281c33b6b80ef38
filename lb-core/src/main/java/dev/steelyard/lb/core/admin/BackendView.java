package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.health.HealthStatus;
import dev.steelyard.lb.core.metrics.LatencyHistogram;
import dev.steelyard.lb.core.pool.BackendState;
import dev.steelyard.lb.core.pool.LiveBackend;
import java.time.Instant;

/** A backend as the API shows it. */
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
        String healthCheckPath,
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

    static BackendView of(String pool, LiveBackend backend) {
        HealthStatus health = backend.health().status();
        BackendState state = backend.state();
        return new BackendView(
                backend.id(),
                pool,
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
                backend.healthCheckPath().orElse(null),
                ResponseTime.of(backend.metrics().latency().recent()));
    }

    private static String reason(BackendState state, HealthStatus health) {
        boolean byOperator = state == BackendState.DRAINING || state == BackendState.DISABLED;
        return byOperator ? "set by the operator" : health.reason();
    }
}
