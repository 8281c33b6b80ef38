package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.HealthConfig;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.health.HealthListener;
import dev.steelyard.lb.core.health.HealthMonitor;
import dev.steelyard.lb.core.health.HealthStatus;
import dev.steelyard.lb.core.health.HealthTable;
import dev.steelyard.lb.core.health.ProbeRecord;
import dev.steelyard.lb.core.plugin.Instance;
import dev.steelyard.lb.core.plugin.InstanceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes pools from their config. */
public final class PoolFactory {
    private static final Logger LOG = LoggerFactory.getLogger(PoolFactory.class);

    private final InstanceFactory extensions;
    private final PoolServices services;

    public PoolFactory(InstanceFactory extensions, PoolServices services) {
        this.extensions = extensions;
        this.services = services;
    }

    /**
     * A pool, whose members are to be started before it serves.
     *
     * @throws SettingsException with all that its extensions refuse; nothing is left behind then
     */
    public Pool create(String name, PoolConfig config) {
        try (Unwinding made = new Unwinding()) {
            String path = "pools." + name;
            Instance<Algorithm> algorithm =
                    made.make(() -> extensions.algorithm(config.algorithm(), path + ".algorithm"));
            GuardedAffinity affinity = made.make(() -> affinity(name, config));
            HealthChecks checks = made.make(() ->
                    new HealthChecks(config.health(), check -> extensions.healthCheck(check, path + ".health.check")));
            made.requireAll();
            PickerGuard guard =
                    new PickerGuard(name, algorithm.type(), services.instances().nanoTime(), services.registry());
            PoolMembers members = made.add(members(name, config, algorithm.value(), guard, checks));
            members.addAll(config.backends());
            made.keep();
            return new Pool(
                    name,
                    config,
                    algorithm,
                    affinity,
                    guard,
                    members,
                    services.instances().nanoTime());
        }
    }

    private GuardedAffinity affinity(String name, PoolConfig config) {
        return config.affinity()
                .map(affinity -> new GuardedAffinity(
                        extensions.affinity(affinity, "pools." + name + ".affinity"), name, services.registry()))
                .orElse(null);
    }

    private PoolMembers members(
            String name, PoolConfig config, Algorithm algorithm, PickerGuard guard, HealthChecks checks) {
        var instances = services.instances();
        HealthConfig policy = config.health();
        Verdicts verdicts = new Verdicts(name);
        HealthTable table = new HealthTable(policy, instances.clock(), instances.nanoTime(), verdicts);
        verdicts.members = new PoolMembers(
                algorithm,
                guard,
                new SelectionStages(config.selection(), config.slowStart(), instances.nanoTime()),
                new WarmUps(config.slowStart(), instances.nanoTime(), instances.timer()),
                instances.timer(),
                new BackendMetrics.Registrar(services.registry(), name),
                table,
                new HealthMonitor(table, checks, instances.timer(), instances.random()),
                checks,
                new BackendAddresses(instances.workers(), instances.timer()),
                services.control(),
                services.onRemoved());
        return verdicts.members;
    }

    /** Logs and counts what health says, and passes it on to the members. */
    private static final class Verdicts implements HealthListener {
        private final String pool;
        private volatile PoolMembers members;

        Verdicts(String pool) {
            this.pool = pool;
        }

        @Override
        public void onProbe(Backend backend, ProbeRecord probe) {
            ((LiveBackend) backend).metrics().recordProbe(probe.result().passed());
        }

        @Override
        public void onChange(Backend backend, HealthStatus before, HealthStatus after, boolean byTraffic) {
            log(backend, before, after);
            LiveBackend live = (LiveBackend) backend;
            if (!after.healthy()) {
                live.metrics().recordEjection(byTraffic);
            }
            members.onHealthChange(live, byTraffic, after.healthy() && !before.healthy());
        }

        private void log(Backend backend, HealthStatus before, HealthStatus after) {
            long seconds = after.since().getEpochSecond() - before.since().getEpochSecond();
            if (!after.healthy()) {
                LOG.warn("backend {}/{} is unhealthy: {}", pool, backend.id(), after.reason());
            } else if (!before.healthy()) {
                LOG.info("backend {}/{} is healthy again after {} s: {}", pool, backend.id(), seconds, after.reason());
            } else if (after.capacity() == 1) {
                LOG.info("backend {}/{} gets its full share again: {}", pool, backend.id(), after.reason());
            } else {
                int percent = (int) Math.round(after.capacity() * 100);
                LOG.warn("backend {}/{} gets {} % of its share: {}", pool, backend.id(), percent, after.reason());
            }
        }
    }
}
