package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.config.RetryConfig;
import dev.steelyard.lb.core.config.RetryOverrides;
import dev.steelyard.lb.core.config.TimeoutOverrides;
import dev.steelyard.lb.core.config.TimeoutsConfig;
import dev.steelyard.lb.core.pool.Pool;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How requests of a route are tried: what the route says, and where it says nothing, its pool.
 *
 * <p>Merged once for each config of each pool that the route may send to. Any thread.
 */
public final class AttemptRules {
    /** Those of routes that leave all to their pools. */
    public static final AttemptRules OF_POOL = new AttemptRules(RetryOverrides.NONE, TimeoutOverrides.NONE);

    private final RetryOverrides retry;
    private final TimeoutOverrides timeouts;
    private final boolean ofPool;
    private final Map<Pool, Merged> merged = new ConcurrentHashMap<>();

    /** What holds as long as the pool has this config. */
    private record Merged(PoolConfig config, RetryConfig retry, TimeoutsConfig timeouts) {}

    public AttemptRules(RetryOverrides retry, TimeoutOverrides timeouts) {
        this.retry = retry;
        this.timeouts = timeouts;
        this.ofPool = retry.equals(RetryOverrides.NONE) && timeouts.equals(TimeoutOverrides.NONE);
    }

    /** When a request that is sent to this pool is tried again. */
    public RetryConfig retry(Pool pool) {
        return ofPool ? pool.config().retry() : merged(pool).retry();
    }

    /** How long the backends of this pool may take. */
    public TimeoutsConfig timeouts(Pool pool) {
        return ofPool ? pool.config().timeouts() : merged(pool).timeouts();
    }

    private Merged merged(Pool pool) {
        PoolConfig config = pool.config();
        Merged known = merged.get(pool);
        if (known != null && known.config() == config) {
            return known;
        }
        Merged made = new Merged(config, retry.over(config.retry()), timeouts.over(config.timeouts()));
        merged.put(pool, made);
        return made;
    }
}
