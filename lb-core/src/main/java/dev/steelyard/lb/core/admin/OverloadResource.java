package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import java.util.List;

/** Tells who waits, and how much more would be taken. Any thread. */
final class OverloadResource {
    private final PoolDirectory pools;

    OverloadResource(PoolDirectory pools) {
        this.pools = pools;
    }

    /** The body. */
    record Overload(List<PoolLoad> pools) {}

    /**
     * How full a pool is.
     *
     * @param inFlight requests under way on its backends
     * @param capacity requests that its backends take at a time, those that are out left away
     * @param queued requests that wait
     * @param queueSize requests that may wait
     */
    record PoolLoad(String name, long inFlight, long capacity, int queued, int queueSize) {
        static PoolLoad of(Pool pool) {
            return new PoolLoad(
                    pool.name(),
                    pool.backends().stream().mapToLong(LiveBackend::inFlight).sum(),
                    pool.backends().stream()
                            .filter(backend -> pool.passedOver(backend).isEmpty())
                            .mapToLong(LiveBackend::maxConnections)
                            .sum(),
                    pool.line().size(),
                    pool.config().queue().size());
        }
    }

    void addTo(Router router) {
        router.add("GET", "/api/v1/overload", this::overload);
    }

    private AdminAnswer overload(AdminRequest request) {
        request.refuseQuery();
        return AdminAnswer.ok(
                new Overload(pools.all().stream().map(PoolLoad::of).toList()));
    }
}
