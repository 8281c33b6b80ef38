package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.pool.BreakerStatus;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import java.util.List;
import java.util.Optional;

/** The circuit breakers of all pools. Any thread. */
final class CircuitBreakerResource {
    private final PoolDirectory pools;

    CircuitBreakerResource(PoolDirectory pools) {
        this.pools = pools;
    }

    /** The body. */
    record Breakers(List<OfPool> pools) {}

    /**
     * A pool.
     *
     * @param breaker its own; {@code null} if it has none
     * @param backends those of its backends; empty if they have none
     */
    record OfPool(String pool, Breaker breaker, List<OfBackend> backends) {
        static OfPool of(Pool pool) {
            List<OfBackend> backends = pool.backends().stream()
                    .flatMap(backend -> OfBackend.of(pool, backend).stream())
                    .toList();
            return new OfPool(
                    pool.name(), pool.circuitBreaker().map(Breaker::of).orElse(null), backends);
        }
    }

    /** A backend with a breaker. */
    record OfBackend(String id, Breaker breaker) {
        static Optional<OfBackend> of(Pool pool, LiveBackend backend) {
            return pool.circuitBreaker(backend).map(status -> new OfBackend(backend.id(), Breaker.of(status)));
        }
    }

    /**
     * A breaker.
     *
     * @param state {@code closed}, {@code open} or {@code half_open}
     * @param requests attempts of its window
     * @param trialInMs until one request is let through; 0 unless it is open
     */
    record Breaker(String state, int requests, double errorRatio, double slowRatio, long trialInMs) {
        static Breaker of(BreakerStatus status) {
            return new Breaker(
                    status.state().word(),
                    status.requests(),
                    rounded(status.errorRatio()),
                    rounded(status.slowRatio()),
                    status.trialInMillis());
        }

        private static double rounded(double ratio) {
            return Math.round(ratio * 1e3) / 1e3;
        }
    }

    void addTo(Router router) {
        router.add("GET", "/api/v1/circuit-breakers", this::breakers);
    }

    private AdminAnswer breakers(AdminRequest request) {
        request.refuseQuery();
        return AdminAnswer.ok(new Breakers(pools.all().stream().map(OfPool::of).toList()));
    }
}
