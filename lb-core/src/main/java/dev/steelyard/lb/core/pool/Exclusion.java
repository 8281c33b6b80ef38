package dev.steelyard.lb.core.pool;

import java.util.Locale;

/** Why a backend did not come into question, by the stage of selection that held it back. */
public enum Exclusion {
    ADMIN_STATE("the operator took it out of service, or is draining it"),
    UNHEALTHY("it is not healthy"),
    CIRCUIT_OPEN("its circuit breaker is open"),
    TIER("enough backends of a better priority are healthy"),
    ZONE("enough backends of the own zone are healthy"),
    SUBSET("it is not in the subset that this balancer uses");

    private final String words;

    Exclusion(String words) {
        this.words = words;
    }

    /** The stage by its name. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A sentence's end for people. */
    public String words() {
        return words;
    }
}
