package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.ExtensionConfig;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.health.HealthListener;
import dev.steelyard.lb.core.health.HealthMonitor;
import dev.steelyard.lb.core.health.HealthStatus;
import dev.steelyard.lb.core.health.HealthTable;
import dev.steelyard.lb.core.health.ProbeRecord;
import dev.steelyard.lb.core.plugin.Instance;
import dev.steelyard.lb.core.plugin.InstanceFactory;
import java.util.function.Function;
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
            Instance<Algorithm> algorithm = made.make(() -> algorithm(name, config));
            GuardedAffinity affinity = made.make(() -> affinity(name, config));
            HealthChecks checks = made.make(() -> new HealthChecks(config.health(), checkMaker(name)));
            made.requireAll();
            PoolSetup setup = new PoolSetup(config, algorithm, affinity, guard(name, algorithm), stages(config));
            PoolMembers members = made.add(members(name, setup, checks));
            members.addAll(config.backends());
            made.keep();
            return new Pool(name, members, services.instances().nanoTime(), services.lines());
        }
    }

    /**
     * What it takes to give a pool another config, or the same one with the plugins there are now.
     *
     * @throws SettingsException with all that its extensions refuse; nothing has changed and nothing is left behind then
     */
    public PoolChange change(Pool pool, PoolConfig config) {
        PoolSetup before = pool.members().setup();
        Unwinding made = new Unwinding();
        try {
            boolean sameAlgorithm = extensions.wouldMake(before.algorithm(), config.algorithm());
            Instance<Algorithm> algorithm =
                    sameAlgorithm ? before.algorithm() : made.make(() -> algorithm(pool.name(), config));
            boolean sameAffinity = isSame(before.affinity(), config);
            GuardedAffinity affinity =
                    sameAffinity ? before.affinity() : made.make(() -> affinity(pool.name(), config));
            HealthPolicyChange health = isWatchedBy(pool, config) ? null : made.make(() -> health(pool, config));
            made.requireAll();
            PickerGuard guard = sameAlgorithm ? before.guard() : guard(pool.name(), algorithm);
            PoolSetup next = new PoolSetup(config, algorithm, affinity, guard, stages(config));
            return new PoolChange(pool, next, health, checkMaker(pool.name()), made);
        } catch (RuntimeException | Error refused) {
            made.close();
            throw refused;
        }
    }

    private boolean isSame(GuardedAffinity affinity, PoolConfig config) {
        return affinity == null || config.affinity().isEmpty()
                ? affinity == null && config.affinity().isEmpty()
                : extensions.wouldMake(affinity.instance(), config.affinity().get());
    }

    private boolean isWatchedBy(Pool pool, PoolConfig config) {
        return pool.members().healthWatch().is(config.health(), check -> extensions.wouldMake(check, check.config()));
    }

    private HealthPolicyChange health(Pool pool, PoolConfig config) {
        return pool.members().healthWatch().prepare(config.health(), checkMaker(pool.name()));
    }

    private Instance<Algorithm> algorithm(String name, PoolConfig config) {
        return extensions.algorithm(config.algorithm(), "pools." + name + ".algorithm");
    }

    private GuardedAffinity affinity(String name, PoolConfig config) {
        return config.affinity()
                .map(affinity -> new GuardedAffinity(
                        extensions.affinity(affinity, "pools." + name + ".affinity"), name, services.registry()))
                .orElse(null);
    }

    private Function<ExtensionConfig, Instance<HealthCheck>> checkMaker(String name) {
        return check -> extensions.healthCheck(check, "pools." + name + ".health.check");
    }

    private PickerGuard guard(String name, Instance<Algorithm> algorithm) {
        return new PickerGuard(name, algorithm.type(), services.instances().nanoTime(), services.registry());
    }

    private SelectionStages stages(PoolConfig config) {
        return new SelectionStages(
                config.selection(),
                config.slowStart(),
                config.circuitBreaker(),
                services.instances().nanoTime());
    }

    private PoolMembers members(String name, PoolSetup setup, HealthChecks checks) {
        var instances = services.instances();
        Verdicts verdicts = new Verdicts(name);
        HealthTable table = new HealthTable(setup.config().health(), instances.clock(), instances.nanoTime(), verdicts);
        verdicts.members = new PoolMembers(
                setup,
                services,
                new BackendMetrics.Registrar(services.registry(), name),
                table,
                new HealthMonitor(table, checks, instances.timer(), instances.random()),
                checks);
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
            LiveBackend live = (LiveBackend) backend;
            live.metrics().recordProbe(probe.result().passed());
            if (probe.result().verdict() == ProbeResult.Verdict.UP) {
                live.reportedWeight().onProbe(probe.result().capacity());
            }
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
