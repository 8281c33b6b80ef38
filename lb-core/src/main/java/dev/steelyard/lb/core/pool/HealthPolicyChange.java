package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.HealthConfig;

/**
 * Another way to watch a pool's backends, ready to be taken on: nothing can fail any more.
 *
 * <p>Closing it without {@link #apply()} lets go of what was made. One thread.
 */
public final class HealthPolicyChange implements AutoCloseable {
    private final HealthWatch watch;
    private final HealthConfig policy;
    private final HealthChecks.Pair checks;
    private boolean applied;

    HealthPolicyChange(HealthWatch watch, HealthConfig policy, HealthChecks.Pair checks) {
        this.watch = watch;
        this.policy = policy;
        this.checks = checks;
    }

    /** The policy it brings. */
    public HealthConfig policy() {
        return policy;
    }

    /** Watches the backends by it from now on; verdicts stay until probes change them. */
    public void apply() {
        takeOn();
        watch.tellOf(policy);
    }

    /** The same, as the config says so itself. */
    void takeOn() {
        if (!applied) {
            applied = true;
            watch.apply(policy, checks);
        }
    }

    @Override
    public void close() {
        if (!applied) {
            checks.close();
        }
    }
}
