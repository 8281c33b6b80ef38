package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.config.HealthConfig;
import dev.steelyard.lb.core.health.HealthMonitor;
import dev.steelyard.lb.core.health.HealthTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backends of a pool and what may be changed of them while it runs.
 *
 * <p>Each change builds the next snapshot before it returns; changes of health build it soon after, on the control thread.
 * Any thread; requests only read {@link #snapshot()}.
 */
public final class PoolMembers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PoolMembers.class);

    private final Algorithm algorithm;
    private final PickerGuard guard;
    private final SelectionStages stages;
    private final WarmUps warmUp;
    private final SlowOutliers slowOutliers;
    private final BackendMetrics.Registrar registrar;
    private final HealthTable healths;
    private final HealthMonitor monitor;
    private final HealthChecks checks;
    private final BackendAddresses addresses;
    private final Executor control;
    private final Consumer<LiveBackend> onRemoved;
    private final Object oneJoins = new Object(); // taken before this object's own lock, never after
    private final AtomicBoolean rebuildPending = new AtomicBoolean();
    private volatile PoolSnapshot snapshot;
    private volatile boolean started;

    PoolMembers(
            Algorithm algorithm,
            PickerGuard guard,
            SelectionStages stages,
            WarmUps warmUp,
            ScheduledExecutorService timer,
            BackendMetrics.Registrar registrar,
            HealthTable healths,
            HealthMonitor monitor,
            HealthChecks checks,
            BackendAddresses addresses,
            Executor control,
            Consumer<LiveBackend> onRemoved) {
        this.algorithm = algorithm;
        this.guard = guard;
        this.stages = stages;
        this.warmUp = warmUp;
        this.slowOutliers = new SlowOutliers(
                () -> healths.policy().passive(), () -> snapshot().members().values(), timer);
        this.registrar = registrar;
        this.healths = healths;
        this.monitor = monitor;
        this.checks = checks;
        this.addresses = addresses;
        this.control = control;
        this.onRemoved = onRemoved;
        this.snapshot = new PoolSnapshot(Map.of(), stages.select(List.of()), null);
    }

    PoolSnapshot snapshot() {
        return snapshot;
    }

    /** The backend with an id, or {@code null}. */
    public LiveBackend byId(String id) {
        return snapshot.members().get(id);
    }

    /** Adds backends all at once; the caller has seen to it that they are not there. */
    void addAll(Iterable<BackendConfig> joining) {
        List<LiveBackend> added = new ArrayList<>();
        joining.forEach(config -> added.add(new LiveBackend(config, healths, registrar)));
        join(added);
    }

    /** Looks names up first, without the lock: a slow name server must not keep the verdicts of other backends waiting. */
    private void join(List<LiveBackend> added) {
        if (started) {
            addresses.resolve(added);
        }
        synchronized (this) {
            Map<String, LiveBackend> members = new LinkedHashMap<>(snapshot.members());
            added.forEach(backend -> members.put(backend.id(), backend));
            if (started) {
                added.forEach(warmUp::begin);
            }
            rebuild(members);
            if (started) {
                added.forEach(backend -> monitor.watch(backend.health()));
            }
        }
    }

    /** Begins to look up addresses and to probe; until then the pool can be made and let go without a trace. */
    public void start() {
        addresses.resolve(List.copyOf(snapshot.members().values()));
        slowOutliers.start();
        synchronized (this) {
            started = true;
            snapshot.members().values().forEach(backend -> monitor.watch(backend.health()));
        }
    }

    /**
     * Adds a backend.
     *
     * @throws DuplicateBackend if its id or its host and port are taken in this pool; nothing has changed then
     */
    public LiveBackend add(BackendConfig config) {
        synchronized (oneJoins) {
            LiveBackend added = newMember(config);
            join(List.of(added));
            return added;
        }
    }

    /** With the lock, so that a member of the same id that is leaving has left whole, its metrics too. */
    private synchronized LiveBackend newMember(BackendConfig config) {
        for (LiveBackend member : snapshot.members().values()) {
            if (member.hostPort().equals(config.hostPort())) {
                throw new DuplicateBackend(
                        "host", config.hostPort() + " is there already, with id '" + member.id() + "'");
            }
            if (member.id().equals(config.effectiveId())) {
                throw new DuplicateBackend("id", "id '" + member.id() + "' is taken by " + member.hostPort());
            }
        }
        return new LiveBackend(config, healths, registrar);
    }

    /**
     * Removes a backend; requests under way on it end in peace.
     *
     * @throws NoSuchElementException if there is none with this id
     */
    public synchronized LiveBackend remove(String id) {
        LiveBackend leaving = existing(id);
        Map<String, LiveBackend> members = new LinkedHashMap<>(snapshot.members());
        members.remove(id);
        rebuild(members);
        leaving.leave();
        monitor.unwatch(leaving);
        healths.remove(leaving);
        addresses.forget(leaving);
        registrar.remove(leaving);
        onRemoved.accept(leaving);
        return leaving;
    }

    /**
     * Changes a backend's share of requests.
     *
     * @param weight 1..65535
     * @throws NoSuchElementException if there is none with this id
     * @throws IllegalArgumentException if the weight is out of range
     */
    public synchronized LiveBackend setWeight(String id, int weight) {
        if (weight < 1 || weight > 65535) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 1..65535)");
        }
        LiveBackend backend = existing(id);
        backend.setWeight(weight);
        rebuild(snapshot.members());
        return backend;
    }

    /**
     * Changes what the operator wants of a backend.
     *
     * @throws NoSuchElementException if there is none with this id
     */
    public synchronized LiveBackend setAdminState(String id, AdminState state) {
        LiveBackend backend = existing(id);
        if (backend.adminState() == AdminState.DISABLED && state == AdminState.ENABLED) {
            warmUp.begin(backend);
        }
        backend.setAdminState(state, healths.clock().instant());
        rebuild(snapshot.members());
        return backend;
    }

    /** How its backends are watched now. */
    public HealthConfig healthPolicy() {
        return healths.policy();
    }

    /**
     * Watches the backends another way from now on; verdicts stay until probes change them.
     *
     * @throws dev.steelyard.lb.api.settings.SettingsException if the check refuses its settings; nothing has changed then
     */
    public void setHealthPolicy(HealthConfig policy) {
        try (HealthPolicyChange change = prepareHealthPolicy(policy)) {
            change.apply();
        }
    }

    /**
     * Makes what another way of watching needs, so that it can be taken on by several pools or by none.
     *
     * @throws dev.steelyard.lb.api.settings.SettingsException if the check refuses its settings
     */
    public HealthPolicyChange prepareHealthPolicy(HealthConfig policy) {
        return new HealthPolicyChange(this, policy, checks.prepare(policy));
    }

    synchronized void apply(HealthConfig policy, HealthChecks.Pair prepared) {
        Runnable closeOld = checks.replace(prepared);
        healths.setPolicy(policy);
        monitor.reconfigure(checks);
        closeOld.run();
    }

    /**
     * A backend's health changed: once for many changes, the control thread builds the next snapshot.
     *
     * @param back whether it was out before
     */
    void onHealthChange(LiveBackend backend, boolean byTraffic, boolean back) {
        if (back) {
            warmUp.begin(backend);
        }
        try {
            if (byTraffic) {
                control.execute(() -> monitor.hurry(backend));
            }
            if (rebuildPending.compareAndSet(false, true)) {
                control.execute(this::rebuildForHealth);
            }
        } catch (RejectedExecutionException stopping) {
            LOG.debug("backend {}: its health changed while the balancer stops", backend.id());
        }
    }

    private synchronized void rebuildForHealth() {
        rebuildPending.set(false);
        rebuild(snapshot.members());
    }

    private LiveBackend existing(String id) {
        LiveBackend backend = byId(id);
        if (backend == null) {
            throw new NoSuchElementException("no backend '" + id + "'");
        }
        return backend;
    }

    private void rebuild(Map<String, LiveBackend> members) {
        Selection selection = stages.select(members.values());
        GuardedPicker picker = selection.eligible().size() == 0 ? null : picker(selection.eligible());
        tellOfPanic(snapshot.selection().panic(), selection);
        snapshot = new PoolSnapshot(Collections.unmodifiableMap(members), selection, picker);
        if (selection.warming()) {
            warmUp.tick(this::rebuildAgain);
        }
    }

    private void tellOfPanic(boolean before, Selection now) {
        if (now.panic() && !before) {
            LOG.warn("pool {}: too few backends are healthy; all in service are used", guard.pool());
        } else if (before && !now.panic()) {
            LOG.info("pool {}: enough backends are healthy again; only those are used", guard.pool());
        }
    }

    private void rebuildAgain() {
        try {
            control.execute(this::rebuildForHealth);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("pool {}: slow start ends, as the balancer stops", guard.pool());
        }
    }

    private GuardedPicker picker(BackendArray eligible) {
        Picker previous = snapshot.picker() == null ? null : snapshot.picker().unguarded();
        try {
            Picker next = algorithm.newPicker(eligible, previous);
            if (next == null) {
                guard.onFailure(PickerGuard.Failure.BUILD, null);
            }
            return new GuardedPicker(eligible, next, guard);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            guard.onFailure(PickerGuard.Failure.BUILD, thrown);
            return new GuardedPicker(eligible, null, guard);
        }
    }

    @Override
    public synchronized void close() {
        monitor.close();
        warmUp.close();
        slowOutliers.close();
        addresses.close();
        checks.close();
        snapshot.members().values().forEach(registrar::remove);
    }
}
