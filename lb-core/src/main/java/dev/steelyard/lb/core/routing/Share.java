package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.core.metrics.RouteMetrics;
import dev.steelyard.lb.core.pool.Pool;

/**
 * A pool that answers requests of a route, and where these are counted.
 *
 * @param figures {@code null} if nothing asks for them
 */
public record Share(Pool pool, RouteMetrics metrics, Figures figures) {

    /**
     * A request has ended.
     *
     * @param status what the client got, 0 if nothing
     * @param failed whether the pool failed it whatever the status: it broke the answer off, or a fallback had to serve
     * @param totalNanos from its first byte to the last byte of its response
     * @param firstByteNanos until the head of the answer, -1 if none came
     */
    public void count(int status, boolean failed, long totalNanos, long firstByteNanos) {
        metrics.record(status, totalNanos);
        if (figures != null) {
            figures.count(failed || status >= 500, firstByteNanos);
        }
    }
}
