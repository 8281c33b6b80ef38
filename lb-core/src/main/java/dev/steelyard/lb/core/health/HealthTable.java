package dev.steelyard.lb.core.health;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.core.config.HealthConfig;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The health of all backends of a pool.
 *
 * <p>Errors of real traffic never take the last healthy backend in service out, nor more than a configured part of all: a
 * fault that all share would leave clients with nothing where they had something. Any thread; its own lock guards the verdicts.
 */
public final class HealthTable {
    private final Map<Backend, BackendHealth> healths = new LinkedHashMap<>();
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final HealthListener listener;
    private volatile HealthConfig policy;

    public HealthTable(HealthConfig policy, Clock clock, LongSupplier nanoTime, HealthListener listener) {
        this.policy = policy;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    /** What the verdicts follow now. */
    public HealthConfig policy() {
        return policy;
    }

    /** Follows another policy from now on; verdicts stay. */
    public synchronized void setPolicy(HealthConfig next) {
        policy = next;
        healths.values().forEach(BackendHealth::policyChanged);
    }

    /** Takes a backend in, healthy until something else is known. */
    public synchronized BackendHealth add(Backend backend) {
        HealthStatus initial = new HealthStatus(true, 1, "not probed yet", clock.instant());
        return healths.computeIfAbsent(backend, added -> new BackendHealth(added, this, initial));
    }

    /** Forgets a backend. */
    public synchronized void remove(Backend backend) {
        healths.remove(backend);
    }

    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** The clock of all verdicts. */
    public Clock clock() {
        return clock;
    }

    synchronized void onProbe(BackendHealth health, ProbeRecord probe) {
        if (healths.get(health.backend()) != health) {
            return; // removed while the probe was under way
        }
        HealthStatus before = health.status();
        HealthStatus changed = health.onProbe(probe);
        listener.onProbe(health.backend(), probe);
        if (changed != null) {
            listener.onChange(health.backend(), before, changed, false);
        }
    }

    synchronized void eject(BackendHealth health, String reason) {
        HealthStatus before = health.status();
        if (before.healthy() && mayEject(health) && healths.get(health.backend()) == health) {
            HealthStatus after = health.eject(new HealthStatus(false, 1, reason, clock.instant()));
            listener.onChange(health.backend(), before, after, true);
        }
    }

    /** One may always go, but for the last that is healthy; more only up to the cap. One pass: errors above it ask again. */
    private boolean mayEject(BackendHealth health) {
        int inService = 0;
        int ejected = 0;
        boolean another = false;
        for (BackendHealth each : healths.values()) {
            if (each.inService()) {
                inService++;
                ejected += each.ejectedByTraffic() ? 1 : 0;
                another |= each != health && each.status().healthy();
            }
        }
        return another && (ejected == 0 || ejected + 1 <= policy.passive().maxEjected() * inService);
    }
}
