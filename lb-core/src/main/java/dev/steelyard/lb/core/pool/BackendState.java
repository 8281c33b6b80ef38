package dev.steelyard.lb.core.pool;

import java.util.Locale;

/** The state of a backend as the API shows it. */
public enum BackendState {
    HEALTHY,
    UNHEALTHY,
    DRAINING,
    DISABLED;

    static BackendState of(AdminState admin, boolean healthy) {
        return switch (admin) {
            case DISABLED -> DISABLED;
            case DRAINING -> DRAINING;
            case ENABLED -> healthy ? HEALTHY : UNHEALTHY;
        };
    }

    /** The word for it, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
