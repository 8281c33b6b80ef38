package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.pool.BackendState;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import java.util.ArrayList;
import java.util.List;

/** The figures of the whole balancer. Any thread. */
final class StatsResource {
    private final AdminSources sources;
    private final PoolDirectory pools;

    StatsResource(AdminSources sources, PoolDirectory pools) {
        this.sources = sources;
        this.pools = pools;
    }

    /**
     * The body.
     *
     * @param queuedRequests that wait for a place on a backend now
     * @param requestsPerSecond averaged over the last minute
     * @param bytesSent of response bodies, to clients
     * @param bytesReceived of request bodies, from clients
     */
    record Stats(
            long totalRequests,
            long activeConnections,
            long queuedRequests,
            double requestsPerSecond,
            long bytesSent,
            long bytesReceived,
            BackendHealth backendHealth) {}

    /**
     * Backends by status.
     *
     * @param total those draining and disabled too, which are neither healthy nor unhealthy
     */
    record BackendHealth(long healthy, long unhealthy, long total) {
        static BackendHealth of(List<LiveBackend> backends) {
            return new BackendHealth(
                    count(backends, BackendState.HEALTHY), count(backends, BackendState.UNHEALTHY), backends.size());
        }

        private static long count(List<LiveBackend> backends, BackendState state) {
            return backends.stream().filter(backend -> backend.state() == state).count();
        }
    }

    void addTo(Router router) {
        router.add("GET", "/api/v1/stats", this::stats);
    }

    private AdminAnswer stats(AdminRequest request) {
        request.refuseQuery();
        List<LiveBackend> backends = new ArrayList<>();
        for (Pool pool : pools.all()) {
            backends.addAll(pool.backends());
        }
        return AdminAnswer.ok(new Stats(
                sources.requests().total(),
                sources.activeConnections().getAsLong(),
                pools.all().stream().mapToLong(pool -> pool.line().size()).sum(),
                Math.round(sources.requests().perSecond() * 1e3) / 1e3,
                sources.requests().responseBytes().sum(),
                sources.requests().requestBytes().sum(),
                BackendHealth.of(backends)));
    }
}
