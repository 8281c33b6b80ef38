package dev.steelyard.lb.core.health;

import dev.steelyard.lb.api.backend.Backend;

/** Hears of probes and verdicts. Called with the table's lock held: must be quick and must not call back. */
public interface HealthListener {

    /** A probe ended. */
    void onProbe(Backend backend, ProbeRecord probe);

    /**
     * A verdict changed.
     *
     * @param byTraffic whether errors of real traffic did it
     */
    void onChange(Backend backend, HealthStatus before, HealthStatus after, boolean byTraffic);
}
