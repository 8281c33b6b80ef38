package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.config.HealthConfig;

/**
 * Hears what was changed of pools while they run, other than by their config.
 *
 * <p>Called with the pool's lock held, one change of a pool at a time: must not block, nor call back.
 */
public interface RuntimeChanges {
    /** Forgets everything. */
    RuntimeChanges IGNORED = new RuntimeChanges() {
        @Override
        public void added(String pool, BackendConfig backend) {}

        @Override
        public void removed(String pool, String id) {}

        @Override
        public void weightSet(String pool, String id, int weight) {}

        @Override
        public void stateSet(String pool, String id, AdminState state) {}

        @Override
        public void healthSet(String pool, HealthConfig policy) {}
    };

    /** A backend joined. */
    void added(String pool, BackendConfig backend);

    /** A backend left. */
    void removed(String pool, String id);

    /** A backend has another weight. */
    void weightSet(String pool, String id, int weight);

    /** The operator wants something else of a backend. */
    void stateSet(String pool, String id, AdminState state);

    /** The backends of a pool are watched another way. */
    void healthSet(String pool, HealthConfig policy);
}
