package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import java.util.Arrays;
import java.util.List;

/** Tells who waits, and how much more would be taken. Any thread. */
final class OverloadResource {
    private final AdminSources sources;
    private final PoolDirectory pools;

    OverloadResource(AdminSources sources, PoolDirectory pools) {
        this.sources = sources;
        this.pools = pools;
    }

    /** The body. */
    record Overload(Whole balancer, List<RouteLoad> routes, List<PoolLoad> pools) {}

    /**
     * How near the balancer is to its own limits.
     *
     * @param countedRequests under way; 0 if they are not limited
     * @param maxRequests 0 for no limit
     * @param heapAfterCollection part of the heap in use after the last collection; 0 if that is not looked at
     * @param heapLimit 1 for no limit
     * @param refused classes of priority that are refused for want of heap
     */
    record Whole(
            int countedRequests, int maxRequests, double heapAfterCollection, double heapLimit, List<String> refused) {
        static Whole of(OverloadGuard guard) {
            List<String> classes =
                    Arrays.stream(Priority.values()).map(Priority::word).toList();
            return new Whole(
                    guard.requests(),
                    guard.config().maxRequests(),
                    Math.round(guard.heapUse() * 1e3) / 1e3,
                    guard.config().heap(),
                    classes.subList(classes.size() - guard.classesRefused(), classes.size()));
        }
    }

    /**
     * How full a route with limits is.
     *
     * @param clients that have requests under way; 0 if they are not limited
     */
    record RouteLoad(String name, int inFlight, int clients) {}

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
                            .mapToLong(LiveBackend::limit)
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
        List<RouteLoad> routes = sources.bulkheads().all().entrySet().stream()
                .map(route -> new RouteLoad(
                        route.getKey(),
                        route.getValue().inFlight(),
                        route.getValue().clients()))
                .toList();
        return AdminAnswer.ok(new Overload(
                Whole.of(sources.overload()),
                routes,
                pools.all().stream().map(PoolLoad::of).toList()));
    }
}
