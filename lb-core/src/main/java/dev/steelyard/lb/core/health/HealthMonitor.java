package dev.steelyard.lb.core.health;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Probes the backends of a pool, each at its interval, all of them spread over it.
 *
 * <p>Any thread.
 */
public final class HealthMonitor implements AutoCloseable {
    /** Multiples of the golden ratio, taken modulo 1, cover an interval evenly however many there are (Weyl 1916). */
    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private final HealthTable table;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;
    private final Map<Backend, ProbeLoop> loops = new ConcurrentHashMap<>();
    private final AtomicInteger watched = new AtomicInteger();
    private volatile Function<Backend, HealthCheck> checks;

    /**
     * @param checks which check probes a backend
     */
    public HealthMonitor(
            HealthTable table,
            Function<Backend, HealthCheck> checks,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        this.table = table;
        this.checks = checks;
        this.timer = timer;
        this.random = random;
    }

    /** Starts to probe a backend; one that is watched already is begun anew, not probed twice. */
    public void watch(BackendHealth health) {
        double phase = watched.getAndIncrement() * GOLDEN_RATIO % 1;
        ProbeLoop loop = new ProbeLoop(health, table, this::check, timer, random, phase);
        ProbeLoop before = loops.put(health.backend(), loop);
        if (before != null) {
            before.stop();
        }
        loop.start();
    }

    /** Stops to probe a backend. */
    public void unwatch(Backend backend) {
        ProbeLoop loop = loops.remove(backend);
        if (loop != null) {
            loop.stop();
        }
    }

    /**
     * Probes with other checks, or at another policy's times, from now on. Probes of the checks before are cancelled and
     * have no say; when this returns, none of them is under way.
     */
    public void reconfigure(Function<Backend, HealthCheck> next) {
        checks = next;
        loops.values().forEach(ProbeLoop::restart);
    }

    /** Probes a backend soon, as its verdict may change. */
    public void hurry(Backend backend) {
        ProbeLoop loop = loops.get(backend);
        if (loop != null) {
            loop.hurry();
        }
    }

    private HealthCheck check(Backend backend) {
        return checks.apply(backend);
    }

    @Override
    public void close() {
        loops.values().forEach(ProbeLoop::stop);
        loops.clear();
    }
}
