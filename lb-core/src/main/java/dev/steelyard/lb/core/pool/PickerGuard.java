package dev.steelyard.lb.core.pool;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.metrics.MetricNames;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pool knows of its algorithm's conduct: trips after several failures in a row and lets round robin pick, until a
 * trial half a minute later succeeds.
 *
 * <p>One call in 256 is timed, and after a slow one every call until a quick one: a pause of the whole process makes one
 * call slow, a slow picker makes all of them so. Any thread, no lock.
 */
final class PickerGuard {
    /** What a picker can get wrong. */
    enum Failure {
        THREW,
        NOTHING,
        STRANGER,
        SLOW,
        BUILD,
        OUTCOME
    }

    static final int FAILURES_TO_TRIP = 5;
    static final long TRIAL_AFTER_NANOS = 30_000_000_000L;
    static final long SLOW_NANOS = 1_000_000;
    private static final long LOG_EVERY_NANOS = 10_000_000_000L;
    private static final int TIMED_MASK = 255;
    private static final long NOT_TRIPPED = Long.MIN_VALUE;
    private static final long NEVER = Long.MIN_VALUE;
    private static final Logger LOG = LoggerFactory.getLogger(PickerGuard.class);

    private final String pool;
    private final String algorithm;
    private final LongSupplier nanoTime;
    private final Map<Failure, Counter> failures = new EnumMap<>(Failure.class);
    private final AtomicInteger inRow = new AtomicInteger();
    private final AtomicInteger slowInRow = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLong trippedAt = new AtomicLong(NOT_TRIPPED);
    private final AtomicLong failureLoggedAt = new AtomicLong(NEVER);
    private final AtomicLong outcomeLoggedAt = new AtomicLong(NEVER);
    private int calls; // a lost update only shifts which call is timed

    PickerGuard(String pool, String algorithm, LongSupplier nanoTime, MetricRegistry registry) {
        this.pool = pool;
        this.algorithm = algorithm;
        this.nanoTime = nanoTime;
        for (Failure failure : Failure.values()) {
            String kind = failure.name().toLowerCase(Locale.ROOT);
            String key = MetricNames.key(MetricNames.PLUGIN_FAILURES, "pool", pool, "type", algorithm, "kind", kind);
            failures.put(failure, registry.counter(key));
        }
    }

    /** The pool it guards. */
    String pool() {
        return pool;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Whether the plugin's picker is trusted with this request; while tripped, one trial every half minute is. */
    boolean mayPick() {
        long tripped = trippedAt.get();
        if (tripped == NOT_TRIPPED) {
            return true;
        }
        long now = nanoTime.getAsLong();
        return now - tripped >= TRIAL_AFTER_NANOS && trippedAt.compareAndSet(tripped, now);
    }

    /** Whether round robin picks in place of the plugin. */
    boolean tripped() {
        return trippedAt.get() != NOT_TRIPPED;
    }

    boolean timeThisOne() {
        return (calls++ & TIMED_MASK) == 0 || slowInRow.get() > 0 || tripped();
    }

    void onGood() {
        if (inRow.get() != 0) {
            inRow.set(0);
        }
        if (trippedAt.get() != NOT_TRIPPED && slowInRow.get() == 0) {
            recover();
        }
    }

    private void recover() {
        if (trippedAt.getAndSet(NOT_TRIPPED) != NOT_TRIPPED) {
            LOG.info("pool {}: algorithm {} passed its trial and picks again", pool, algorithm);
        }
    }

    void onTimed(long nanos) {
        if (nanos < SLOW_NANOS) {
            if (slowInRow.getAndSet(0) != 0 && inRow.get() == 0) {
                recover();
            }
        } else {
            failures.get(Failure.SLOW).inc();
            String what = "took " + nanos / 1000 + " µs for a pick (expected: under 1 ms)";
            tripAfter(slowInRow.incrementAndGet(), what); // one alone is not told: any pause of the process makes one
        }
    }

    void onFailure(Failure failure, Throwable thrown) {
        failures.get(failure).inc();
        String what = switch (failure) {
            case NOTHING -> "picked nothing";
            case STRANGER -> "picked a backend that is not in the set";
            case BUILD -> "made no picker";
            default -> "threw " + thrown;
        };
        int row = inRow.incrementAndGet();
        if (row == 1 && !tripped() && mayLog(failureLoggedAt)) {
            LOG.warn("pool {}: algorithm {} {}; round robin picked instead", pool, algorithm, what, thrown);
        }
        tripAfter(row, what);
    }

    /** An algorithm that cannot take in what became of an attempt may still pick well: it is not set aside for it. */
    void onOutcomeFailure(Throwable thrown) {
        failures.get(Failure.OUTCOME).inc();
        if (mayLog(outcomeLoggedAt)) {
            LOG.warn("pool {}: algorithm {} threw when told an outcome", pool, algorithm, thrown);
        }
    }

    /** Once in ten seconds: a picker that fails for some requests only would fill the disk with its stack traces. */
    private boolean mayLog(AtomicLong loggedAt) {
        long last = loggedAt.get();
        long now = nanoTime.getAsLong();
        return (last == NEVER || now - last >= LOG_EVERY_NANOS) && loggedAt.compareAndSet(last, now);
    }

    /** Logs the trip; the counters tell of what led to it. */
    private void tripAfter(int row, String what) {
        if (row >= FAILURES_TO_TRIP && trippedAt.compareAndSet(NOT_TRIPPED, nanoTime.getAsLong())) {
            LOG.error(
                    "pool {}: algorithm {} failed {} times in a row, last: {}; round robin picks until a trial in"
                            + " 30 s succeeds (mend or replace the plugin)",
                    pool,
                    algorithm,
                    row,
                    what);
        }
    }

    /** Whom round robin picks next. */
    LiveBackend nextFallback(BackendArray backends) {
        return backends.get((turn.get() & Integer.MAX_VALUE) % backends.size());
    }

    /** Round robin, which the core has of its own. */
    LiveBackend fallback(BackendArray backends) {
        return backends.get((turn.getAndIncrement() & Integer.MAX_VALUE) % backends.size());
    }
}
