package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.core.config.ExtensionConfig;
import dev.steelyard.lb.core.config.HealthConfig;
import dev.steelyard.lb.core.health.HealthMonitor;
import dev.steelyard.lb.core.health.HealthTable;
import dev.steelyard.lb.core.plugin.Instance;
import java.util.function.Function;
import java.util.function.Predicate;

/** How the backends of a pool are watched, and what may be changed of it while it runs. Any thread. */
public final class HealthWatch implements AutoCloseable {
    private final PoolMembers members;
    private final HealthTable healths;
    private final HealthMonitor monitor;
    private final HealthChecks checks;
    private final PoolUpkeep upkeep;
    private final RuntimeChanges changes;

    HealthWatch(
            PoolMembers members,
            HealthTable healths,
            HealthMonitor monitor,
            HealthChecks checks,
            PoolUpkeep upkeep,
            RuntimeChanges changes) {
        this.members = members;
        this.healths = healths;
        this.monitor = monitor;
        this.checks = checks;
        this.upkeep = upkeep;
        this.changes = changes;
    }

    /** How they are watched now. */
    public HealthConfig policy() {
        return healths.policy();
    }

    /**
     * Watches the backends another way from now on; verdicts stay until probes change them.
     *
     * @throws dev.steelyard.lb.api.settings.SettingsException if the check refuses its settings; nothing has changed then
     */
    public void setPolicy(HealthConfig policy) {
        try (HealthPolicyChange change = prepare(policy)) {
            change.apply();
        }
    }

    /**
     * Makes what another way of watching needs, so that it can be taken on by several pools or by none.
     *
     * @throws dev.steelyard.lb.api.settings.SettingsException if the check refuses its settings
     */
    public HealthPolicyChange prepare(HealthConfig policy) {
        return new HealthPolicyChange(this, policy, checks.prepare(policy));
    }

    /** Makes checks another way from now on: by the plugins there are now. */
    HealthPolicyChange prepare(HealthConfig policy, Function<ExtensionConfig, Instance<HealthCheck>> maker) {
        return new HealthPolicyChange(this, policy, checks.prepare(policy, maker));
    }

    /** Whether this is the policy already, by checks of which this is true. */
    boolean is(HealthConfig policy, Predicate<Instance<?>> isCurrent) {
        return healths.policy().equals(policy) && checks.all(isCurrent);
    }

    /** Checks that the API may ask for later are made by this, so that plugins of before can go. */
    void makeChecksBy(Function<ExtensionConfig, Instance<HealthCheck>> maker) {
        checks.makeBy(maker);
    }

    /** With the lock of the members: no backend joins between the old checks and the new. */
    void apply(HealthConfig policy, HealthChecks.Pair prepared) {
        synchronized (members) {
            Runnable closeOld = checks.replace(prepared);
            healths.setPolicy(policy);
            monitor.reconfigure(checks);
            upkeep.onPolicyChange();
            closeOld.run();
        }
    }

    void tellOf(HealthConfig policy) {
        changes.healthSet(members.pool(), policy);
    }

    @Override
    public void close() {
        checks.close();
    }
}
