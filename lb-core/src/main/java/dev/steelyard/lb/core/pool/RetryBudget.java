package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.RetryConfig;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What keeps retries from multiplying the load on backends that are in trouble: a part of the requests of the last seconds
 * may be tried again, and a few more.
 *
 * <p>A bucket of tokens that requests fill and retries empty. It holds what 10 s fill, so that all requests that a dying
 * backend held are saved at once, while a fault that stays cannot raise the load by more than the part. Any thread; a
 * request costs one counter of its thread, a retry a short lock.
 */
public final class RetryBudget {
    private static final double WINDOW_SECONDS = 10;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<RetryConfig> config;
    private final LongSupplier nanoTime;
    private final LongAdder requests = new LongAdder();
    private long requestsSeen;
    private long lastNanos;
    private double tokens;
    private double most;

    RetryBudget(Supplier<RetryConfig> config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
        this.tokens = WINDOW_SECONDS * config.get().budgetMinimum();
    }

    /** A request began. */
    void onRequest() {
        requests.increment();
    }

    /** Takes what one retry costs, if it is there. */
    public synchronized boolean tryTake() {
        fill();
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** The rate since the last look stands for that of the last 10 s, or a higher one that fades as they pass; a look within a tenth of a second would tell none. */
    private void fill() {
        long now = nanoTime.getAsLong();
        double seconds = (now - lastNanos) / NANOS;
        if (seconds < 0.1) {
            return;
        }
        long sum = requests.sum();
        double filled =
                config.get().budget() * (sum - requestsSeen) + config.get().budgetMinimum() * seconds;
        double atThisRate = Math.max(1, filled / seconds * WINDOW_SECONDS);
        most = Math.max(atThisRate, most * Math.exp(-seconds / WINDOW_SECONDS)); // a short lull forgets nothing
        tokens = Math.min(most, tokens + filled);
        requestsSeen = sum;
        lastNanos = now;
    }
}
