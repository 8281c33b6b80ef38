package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.HealthConfig.PassiveConfig;
import dev.steelyard.lb.core.config.SlowOutlierConfig;
import dev.steelyard.lb.core.metrics.LatencyHistogram;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes out backends whose answers take much longer than those of the others: such a one fails no probe and no request, and
 * yet holds up its part of all clients.
 *
 * <p>The time is that to the head of an answer. Each is compared with the median of the others, so that one slow backend of two is found, and a load that makes all of
 * them slow takes none out. On the timer's thread.
 */
final class SlowOutliers implements AutoCloseable {
    private final Supplier<PassiveConfig> passive;
    private final Supplier<Collection<LiveBackend>> members;
    private final ScheduledExecutorService timer;
    private Map<LiveBackend, LatencyHistogram.Snapshot> before = new HashMap<>();
    private ScheduledFuture<?> looking; // null if it is off
    private boolean started;

    SlowOutliers(
            Supplier<PassiveConfig> passive,
            Supplier<Collection<LiveBackend>> members,
            ScheduledExecutorService timer) {
        this.passive = passive;
        this.members = members;
        this.timer = timer;
    }

    /** Begins to look, if the config wants it. */
    synchronized void start() {
        started = true;
        if (passive.get().enabled() && limits().factor() > 0) {
            long nanos = limits().interval().toNanos();
            looking = timer.scheduleAtFixedRate(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Begins anew with what the config says now, if it had begun. */
    synchronized void restart() {
        close();
        if (started) {
            start();
        }
    }

    private SlowOutlierConfig limits() {
        return passive.get().slow();
    }

    private void look() {
        Map<LiveBackend, Long> times = times();
        SlowOutlierConfig limits = limits();
        times.forEach((backend, nanos) -> {
            double others = Deviation.ofOthers(times, backend).median();
            if (nanos > limits.least().toNanos() && others > 0 && nanos > limits.factor() * others) {
                backend.health().eject(reason(limits, nanos, others));
            }
        });
    }

    /** What each backend took since the last look, if it gave enough answers to tell. */
    private Map<LiveBackend, Long> times() {
        Map<LiveBackend, LatencyHistogram.Snapshot> now = new HashMap<>();
        Map<LiveBackend, Long> times = new HashMap<>();
        for (LiveBackend backend : members.get()) {
            LatencyHistogram.Snapshot all = backend.metrics().firstByte().snapshot();
            LatencyHistogram.Snapshot last = before.get(backend);
            now.put(backend, all);
            LatencyHistogram.Snapshot since = last == null ? all : all.since(last);
            if (backend.health().status().healthy() && since.count() >= limits().answers()) {
                times.put(backend, since.quantileNanos(limits().percentile()));
            }
        }
        before = now;
        return times;
    }

    private static String reason(SlowOutlierConfig limits, long nanos, double others) {
        return "%.0f %% of its answers take up to %d ms, those of the others %d ms"
                .formatted(limits.percentile() * 100, nanos / 1_000_000, Math.round(others / 1e6));
    }

    @Override
    public synchronized void close() {
        if (looking != null) {
            looking.cancel(false);
        }
    }
}
