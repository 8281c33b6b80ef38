package dev.steelyard.lb.core.health;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.config.HealthConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Probes one backend again and again, one probe at a time. Any thread; its own lock guards what waits. */
final class ProbeLoop {
    private final BackendHealth health;
    private final HealthTable table;
    private final Function<Backend, HealthCheck> checks;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;
    private final double phase;
    private Future<?> next;
    private CompletableFuture<ProbeResult> underWay;
    private long turn;
    private boolean first;
    private boolean stopped;

    /**
     * @param phase 0..1, the part of the interval by which this backend's probes come after the first backend's
     */
    ProbeLoop(
            BackendHealth health,
            HealthTable table,
            Function<Backend, HealthCheck> checks,
            ScheduledExecutorService timer,
            RandomGenerator random,
            double phase) {
        this.health = health;
        this.table = table;
        this.checks = checks;
        this.timer = timer;
        this.random = random;
        this.phase = phase;
    }

    /** The first probe comes early, so that a dead backend is known soon after the start. */
    synchronized void start() {
        first = true;
        schedule((long) (phase * table.policy().effectiveFastInterval().toNanos()));
    }

    /** Lets go of the probe under way and begins anew, spread over the backends as at the start. */
    synchronized void restart() {
        if (underWay != null) {
            underWay.cancel(
                    true); // schedules the next, unless its end is being reported by another thread, which then does
        }
        if (!stopped && underWay == null) {
            next.cancel(false);
            start();
        }
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
        if (underWay != null) {
            underWay.cancel(true);
        }
    }

    /** Moves the next probe to the fast interval, unless one is under way. */
    synchronized void hurry() {
        if (!stopped && underWay == null) {
            next.cancel(false);
            schedule(jittered(table.policy().effectiveFastInterval()));
        }
    }

    private void schedule(long delayNanos) {
        long mine = ++turn;
        next = timer.schedule(() -> probe(mine), delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Cancelling comes too late for a turn that waits for the lock already: it would go on beside the one put in its place. */
    private synchronized void probe(long mine) {
        if (stopped || mine != turn) {
            return;
        }
        long start = table.nanoTime();
        Duration timeout = table.policy().timeout();
        CompletableFuture<ProbeResult> probe = started();
        CompletableFuture<ProbeResult> verdict = new CompletableFuture<>();
        underWay = verdict;
        Future<?> deadline = timer.schedule(
                () -> verdict.complete(ProbeResult.down(0, "no answer within " + Words.of(timeout))),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        verdict.whenComplete((result, cancelled) -> {
            deadline.cancel(false);
            try {
                probe.cancel(true);
            } finally {
                ended(result, start);
            }
        });
        probe.whenComplete(
                (result, failure) -> verdict.complete(failure == null ? orNothing(result) : broken(failure)));
    }

    private CompletableFuture<ProbeResult> started() {
        try {
            CompletableFuture<ProbeResult> probe =
                    checks.apply(health.backend()).probe(health.backend());
            return probe != null ? probe : CompletableFuture.completedFuture(null);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    private static ProbeResult orNothing(ProbeResult result) {
        return result != null ? result : ProbeResult.down(0, "the health check returned nothing");
    }

    private static ProbeResult broken(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return ProbeResult.down(0, cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    private void ended(ProbeResult result, long start) {
        try {
            if (result != null) {
                Duration took = Duration.ofNanos(table.nanoTime() - start);
                table.onProbe(health, new ProbeRecord(table.clock().instant(), took, result));
            }
        } finally {
            scheduleNext(); // a listener that throws must not end the watch
        }
    }

    private synchronized void scheduleNext() {
        underWay = null;
        if (!stopped) {
            schedule(delay());
            first = false;
        }
    }

    private long delay() {
        HealthConfig policy = table.policy();
        if (health.changing()) {
            return jittered(policy.effectiveFastInterval());
        }
        return first ? toOwnPlace(policy) : jittered(policy.interval());
    }

    /**
     * From the early first probe, at {@code phase * fast}, to the backend's place in the interval after the first second, at
     * {@code fast + phase * interval}: so places are as even as phases are.
     */
    private long toOwnPlace(HealthConfig policy) {
        double fast = policy.effectiveFastInterval().toNanos();
        return (long) (fast + phase * (policy.interval().toNanos() - fast));
    }

    private long jittered(Duration interval) {
        double jitter = table.policy().jitter() * (2 * random.nextDouble() - 1);
        return (long) (interval.toNanos() * (1 + jitter));
    }
}
