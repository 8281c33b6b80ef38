package dev.steelyard.lb.core.health;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.core.config.HealthConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The verdict on one backend and what led to it.
 *
 * <p>A backend starts healthy, since most are; its first probe alone may take it out, for nothing good was seen of it yet.
 * Any thread: reading a verdict and counting a good answer take no lock; counting an error takes a short one of the backend's
 * own, and changing the verdict takes the table's.
 */
public final class BackendHealth {
    private static final int KEPT_PROBES = 10;

    private final Backend backend;
    private final HealthTable table;
    private final Deque<ProbeRecord> probes = new ArrayDeque<>();
    private final AtomicInteger consecutiveErrors = new AtomicInteger();
    private volatile ErrorWindow errorWindow;
    private volatile HealthStatus status;
    private volatile boolean inService = true;
    private int passes;
    private int failures;
    private boolean everPassed;
    private boolean ejectedByTraffic;
    private int ejectionsInRow;
    private long backNanos;
    private long notBackBeforeNanos;

    BackendHealth(Backend backend, HealthTable table, HealthStatus initial) {
        this.backend = backend;
        this.table = table;
        this.status = initial;
        policyChanged();
    }

    /** The backend this is about. */
    public Backend backend() {
        return backend;
    }

    /** The verdict now. */
    public HealthStatus status() {
        return status;
    }

    /** Says whether the operator lets it have new requests: one that may not is no reason to take another out. */
    public void setInService(boolean wanted) {
        inService = wanted;
    }

    /** Whether errors of real traffic alone keep it out; the caller holds the table's lock. */
    boolean ejectedByTraffic() {
        return ejectedByTraffic;
    }

    /** Whether it gets new requests while it is healthy. */
    boolean inService() {
        return inService;
    }

    /** The last probes, newest first. */
    public List<ProbeRecord> recentProbes() {
        synchronized (table) {
            return List.copyOf(probes);
        }
    }

    /** Takes it out for what traffic shows, as errors would: not if it is the last, nor above the cap. */
    public void eject(String reason) {
        table.eject(this, reason);
    }

    /** Counts what an attempt of real traffic says of the backend; what it says of the client does not count. */
    public void onOutcome(Outcome outcome) {
        HealthConfig.PassiveConfig passive = table.policy().passive();
        if (!passive.enabled() || outcome.result() == Outcome.Result.CLIENT_FAULT) {
            return;
        }
        if (!outcome.result().backendFault()) {
            clearConsecutiveErrors();
        } else if (status.healthy()) {
            onError(passive, outcome);
        }
    }

    /** Only a write if there is something to clear: all request threads share this line of the cache. */
    private void clearConsecutiveErrors() {
        if (consecutiveErrors.get() != 0) {
            consecutiveErrors.set(0);
        }
    }

    private void onError(HealthConfig.PassiveConfig passive, Outcome outcome) {
        boolean tooMany = errorWindow.add(table.nanoTime());
        int inRow = consecutiveErrors.incrementAndGet();
        if (inRow >= passive.consecutive()) {
            table.eject(this, inRow + " errors in a row, last: " + described(outcome));
        } else if (tooMany) {
            String count = passive.errors() + " errors within " + Words.of(passive.window());
            table.eject(this, count + ", last: " + described(outcome));
        }
    }

    private static String described(Outcome outcome) {
        String result = outcome.result().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return outcome.status() == 0 ? result : result + " (status " + outcome.status() + ")";
    }

    /** Whether the next probe should come sooner than the others. */
    boolean changing() {
        synchronized (table) {
            return status.healthy() ? failures > 0 : passes > 0 || ejectedByTraffic;
        }
    }

    /** The policy is another one: errors are counted afresh. */
    void policyChanged() {
        HealthConfig.PassiveConfig passive = table.policy().passive();
        errorWindow = new ErrorWindow(passive.errors(), passive.window().toNanos());
        consecutiveErrors.set(0);
    }

    /** Takes in a probe; the caller holds the table's lock. Returns the new status if it changed, else {@code null}. */
    HealthStatus onProbe(ProbeRecord probe) {
        probes.addFirst(probe);
        if (probes.size() > KEPT_PROBES) {
            probes.removeLast();
        }
        return probe.result().passed() ? onPass(probe) : onFailure(probe);
    }

    private HealthStatus onPass(ProbeRecord probe) {
        failures = 0;
        passes++;
        everPassed = true;
        boolean back = ejectedByTraffic
                ? table.nanoTime() - notBackBeforeNanos >= 0
                : passes >= table.policy().healthyThreshold();
        if (!status.healthy() && !back) {
            return null;
        }
        return status.healthy() ? onPassWhileHealthy(probe) : recover(probe);
    }

    private HealthStatus onPassWhileHealthy(ProbeRecord probe) {
        ProbeResult result = probe.result();
        double capacity = capacity(result);
        boolean same = capacity == status.capacity();
        String reason =
                result.verdict() == ProbeResult.Verdict.DEGRADED ? "degraded: " + result.detail() : "probe passed";
        HealthStatus next = new HealthStatus(true, capacity, reason, same ? status.since() : probe.at());
        status = next;
        return same ? null : next;
    }

    /** One that is well and asks for less is no worse for it: what it asks for is a matter of weight, not of health. */
    private static double capacity(ProbeResult result) {
        return result.verdict() == ProbeResult.Verdict.DEGRADED ? result.capacity() : 1;
    }

    private HealthStatus recover(ProbeRecord probe) {
        String count = passes + (passes == 1 ? " probe passed" : " probes passed");
        ejectedByTraffic = false;
        backNanos = table.nanoTime();
        consecutiveErrors.set(0);
        errorWindow.clear();
        status = new HealthStatus(true, capacity(probe.result()), count, probe.at());
        return status;
    }

    private HealthStatus onFailure(ProbeRecord probe) {
        passes = 0;
        failures++;
        boolean enough = failures >= table.policy().unhealthyThreshold();
        ejectedByTraffic &= !enough; // probes say so too: it is out as if they had found it, and comes back that way
        boolean out = enough || !everPassed;
        if (!status.healthy() || !out) {
            return null;
        }
        String count = failures + (failures == 1 ? " probe failed: " : " probes failed, last: ");
        status = new HealthStatus(false, 1, count + probe.result().detail(), probe.at());
        return status;
    }

    /** Takes the backend out for errors of real traffic; the caller holds the table's lock. */
    HealthStatus eject(HealthStatus unhealthy) {
        ejectedByTraffic = true;
        HealthConfig.PassiveConfig passive = table.policy().passive();
        long now = table.nanoTime();
        boolean again = ejectionsInRow > 0
                && now - backNanos < passive.maxEjectionTime().toNanos();
        ejectionsInRow = again ? ejectionsInRow + 1 : 1;
        notBackBeforeNanos = now + passive.ejectionTime(ejectionsInRow).toNanos();
        passes = 0;
        failures = 0;
        status = unhealthy;
        return unhealthy;
    }
}
