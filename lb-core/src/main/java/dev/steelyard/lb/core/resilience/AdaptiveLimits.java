package dev.steelyard.lb.core.resilience;

import dev.steelyard.lb.core.config.AdaptiveLimitConfig;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Sets how many requests each backend gets at a time, in the pools that want it found out; beside the request path, by reading
 * what is counted anyway.
 *
 * <p>One thread at a time.
 */
public final class AdaptiveLimits {
    /** Fewer answers tell too little, unless the interval has passed many times. */
    private static final int ANSWERS = 10;

    private static final int MOST_INTERVALS = 10;

    private final Supplier<? extends Collection<Pool>> pools;
    private final LongSupplier nanoTime;
    private Map<LiveBackend, Watched> watched = new IdentityHashMap<>();

    /**
     * @param pools those in use now
     */
    public AdaptiveLimits(Supplier<? extends Collection<Pool>> pools, LongSupplier nanoTime) {
        this.pools = pools;
        this.nanoTime = nanoTime;
    }

    /** Looks at all backends whose interval is over. */
    public void look() {
        Map<LiveBackend, Watched> next = new IdentityHashMap<>();
        for (Pool pool : pools.get()) {
            AdaptiveLimitConfig config = pool.config().adaptiveLimit();
            for (LiveBackend backend : pool.backends()) {
                Watched known = watched.remove(backend);
                if (config.enabled()) {
                    Watched kept = known == null ? new Watched(backend, config) : known;
                    next.put(backend, kept);
                    kept.look(pool, config);
                } else if (known != null) {
                    release(pool, backend);
                }
            }
        }
        watched = next;
    }

    private static void release(Pool pool, LiveBackend backend) {
        backend.limitTo(Integer.MAX_VALUE);
        pool.line().onPlaceFree();
    }

    /** A backend and what was counted of it at the last look. */
    private final class Watched {
        private final LiveBackend backend;
        private final GradientLimit limit;
        private long lastNanos;
        private long answers;
        private long sumNanos;
        private long errors;

        Watched(LiveBackend backend, AdaptiveLimitConfig config) {
            this.backend = backend;
            this.limit = new GradientLimit(config, backend.maxConnections());
            backend.limitTo(limit.limit());
            begin();
        }

        private void begin() {
            lastNanos = nanoTime.getAsLong();
            answers = backend.metrics().firstByte().snapshot().count();
            sumNanos = backend.metrics().firstByte().sumNanos();
            errors = backend.metrics().errors();
        }

        void look(Pool pool, AdaptiveLimitConfig config) {
            long elapsed = nanoTime.getAsLong() - lastNanos;
            long interval = config.interval().toNanos();
            long came = backend.metrics().firstByte().snapshot().count() - answers;
            boolean enough = came >= ANSWERS || elapsed >= MOST_INTERVALS * interval;
            if (elapsed < interval || !enough) {
                return;
            }
            limit.update(seen(came, elapsed), config, backend.maxConnections());
            backend.limitTo(limit.limit());
            begin();
            pool.line().onPlaceFree(); // it may have risen
        }

        /** By Little's law the times of all answers, divided by the time in which they came, are the requests under way. */
        private GradientLimit.Interval seen(long came, long elapsed) {
            double sum = backend.metrics().firstByte().sumNanos() - sumNanos;
            double concurrency = came == 0 ? backend.inFlight() : sum / elapsed;
            boolean faulty = (backend.metrics().errors() - errors) * 10 > came;
            return new GradientLimit.Interval(came, came == 0 ? 0 : sum / came, concurrency, faulty);
        }
    }
}
