package dev.steelyard.lb.core.pool;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.CircuitBreakerConfig;
import dev.steelyard.lb.core.metrics.MetricNames;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breakers of a pool: its own, and those of its backends.
 *
 * <p>A backend whose breaker is open is passed over by a stage of selection, so that no algorithm sees it; the request that
 * tries it out is given to it before the algorithm is asked. Any thread; requests take no lock.
 */
final class CircuitBreakers {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreakers.class);

    private final String pool;
    private final Supplier<CircuitBreakerConfig> config;
    private final LongSupplier nanoTime;
    private final BiConsumer<LiveBackend, CircuitBreaker.Change> onChange;
    private final CircuitBreaker ofPool = new CircuitBreaker();
    private final Counter poolOpened;

    /**
     * @param onChange hears of backends whose breaker opened or closed
     */
    CircuitBreakers(
            String pool,
            Supplier<CircuitBreakerConfig> config,
            LongSupplier nanoTime,
            MetricRegistry registry,
            BiConsumer<LiveBackend, CircuitBreaker.Change> onChange) {
        this.pool = pool;
        this.config = config;
        this.nanoTime = nanoTime;
        this.onChange = onChange;
        this.poolOpened = registry.counter(MetricNames.key(MetricNames.POOL_CIRCUIT_OPENINGS, "pool", pool));
        String open = MetricNames.key(MetricNames.POOL_CIRCUIT_OPEN, "pool", pool);
        registry.remove(open);
        registry.register(open, (Gauge<Integer>) () -> isPoolOpen() ? 1 : 0);
    }

    /** Whether requests to the pool are answered at once, but for one now and then. */
    boolean isPoolOpen() {
        return !ofPool.isClosed() && config.get().pool().enabled();
    }

    /** Takes the right to try the pool out while its breaker is open. */
    boolean tryPool() {
        return ofPool.tryTrial(nanoTime.getAsLong());
    }

    /** No backend was free to try the pool out. */
    void giveTrialBack() {
        ofPool.giveTrialBack();
    }

    /** A backend to be tried out by a request, with a place of its own taken; {@code null} for none. */
    LiveBackend trial(RequestView request, List<LiveBackend> open) {
        if (open.isEmpty() || request.attempt() > 1) {
            return null;
        }
        long now = nanoTime.getAsLong();
        for (int i = 0; i < open.size(); i++) {
            LiveBackend backend = open.get(i);
            if (backend.breaker().tryTrial(now)) {
                if (backend.tryAcquire()) {
                    return backend;
                }
                backend.breaker().giveTrialBack();
            }
        }
        return null;
    }

    /** Takes in how an attempt ended. */
    void onOutcome(LiveBackend backend, Outcome outcome) {
        CircuitBreakerConfig limits = config.get();
        if (limits.backend().enabled()) {
            onBackend(backend, backend.breaker().onOutcome(limits.backend(), outcome, nanoTime.getAsLong()));
        }
        if (limits.pool().enabled()) {
            onPool(ofPool.onOutcome(limits.pool(), outcome, nanoTime.getAsLong()));
        }
    }

    private void onBackend(LiveBackend backend, CircuitBreaker.Change change) {
        if (change == CircuitBreaker.Change.NONE || change == CircuitBreaker.Change.STAYED_OPEN) {
            return;
        }
        if (change == CircuitBreaker.Change.OPENED) {
            backend.metrics().recordCircuitOpening();
            LOG.warn("backend {}/{}: its circuit breaker opened: {}", pool, backend.id(), described(status(backend)));
        } else {
            LOG.info("backend {}/{}: its circuit breaker closed, as a request went well", pool, backend.id());
        }
        onChange.accept(backend, change);
    }

    private void onPool(CircuitBreaker.Change change) {
        if (change == CircuitBreaker.Change.OPENED) {
            poolOpened.inc();
            LOG.warn("pool {}: its circuit breaker opened: {}", pool, described(status()));
        } else if (change == CircuitBreaker.Change.CLOSED) {
            LOG.info("pool {}: its circuit breaker closed, as a request went well", pool);
        }
    }

    private static String described(Optional<BreakerStatus> status) {
        return status.map(now -> "of %d attempts %.0f %% failed and %.0f %% were slow"
                        .formatted(now.requests(), now.errorRatio() * 100, now.slowRatio() * 100))
                .orElse("");
    }

    /** The pool's own, or empty if it has none. */
    Optional<BreakerStatus> status() {
        var limits = config.get().pool();
        return limits.enabled() ? Optional.of(ofPool.status(limits, nanoTime.getAsLong())) : Optional.empty();
    }

    /** That of a backend, or empty if it has none. */
    Optional<BreakerStatus> status(LiveBackend backend) {
        var limits = config.get().backend();
        return limits.enabled()
                ? Optional.of(backend.breaker().status(limits, nanoTime.getAsLong()))
                : Optional.empty();
    }
}
