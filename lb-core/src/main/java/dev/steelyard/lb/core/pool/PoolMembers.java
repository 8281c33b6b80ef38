package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.core.config.AdaptiveLimitConfig;
import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.health.HealthMonitor;
import dev.steelyard.lb.core.health.HealthTable;
import dev.steelyard.lb.core.plugin.InstanceServices;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private final PoolUpkeep upkeep;
    private final Drains drains;
    private final BackendMetrics.Registrar registrar;
    private final HealthTable healths;
    private final HealthMonitor monitor;
    private final HealthWatch healthWatch;
    private final BackendAddresses addresses;
    private final PoolServices services;
    private final CircuitBreakers breakers;
    private final Object oneJoins = new Object(); // taken before this object's own lock, never after
    private final AtomicBoolean rebuildPending = new AtomicBoolean();
    private volatile PoolSetup setup;
    private volatile PoolSnapshot snapshot;
    private volatile boolean started;
    private volatile Runnable onChange = () -> {};

    PoolMembers(
            PoolSetup setup,
            PoolServices services,
            BackendMetrics.Registrar registrar,
            HealthTable healths,
            HealthMonitor monitor,
            HealthChecks checks) {
        InstanceServices instances = services.instances();
        this.setup = setup;
        this.services = services;
        this.registrar = registrar;
        this.healths = healths;
        this.monitor = monitor;
        this.upkeep = new PoolUpkeep(
                () -> setup().config(),
                healths::policy,
                () -> snapshot().members().values(),
                instances,
                this::rebuildAgain);
        this.healthWatch = new HealthWatch(this, healths, monitor, checks, upkeep, services.changes());
        this.drains = new Drains(instances.timer(), instances.workers(), this::endDrain);
        this.breakers = new CircuitBreakers(
                setup.guard().pool(),
                () -> setup().config().circuitBreaker(),
                instances.nanoTime(),
                services.registry(),
                this::onCircuitChange);
        this.addresses =
                new BackendAddresses(instances.workers(), instances.timer(), services.faults(), InetAddress::getByName);
        this.snapshot = setup.emptySnapshot();
    }

    CircuitBreakers breakers() {
        return breakers;
    }

    PoolSetup setup() {
        return setup;
    }

    /** Who hears of every new snapshot: it may have free places that the last had not. Must not block. */
    void onChange(Runnable listener) {
        onChange = listener;
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
        joining.forEach(config -> added.add(newBackend(config, setup.config())));
        join(added);
    }

    /** With an adaptive limit from the first request on: until the first look at its times it would have none. */
    private LiveBackend newBackend(BackendConfig config, PoolConfig pool) {
        LiveBackend backend = new LiveBackend(
                config,
                healths,
                registrar,
                (same, protocols) -> services.tls()
                        .engine(
                                setup().config().tls(),
                                same.host(),
                                same.hostPort().hashCode(),
                                protocols));
        AdaptiveLimitConfig limit = pool.adaptiveLimit();
        if (limit.enabled()) {
            backend.limitTo(Math.max(limit.initial(), limit.minimum()));
        }
        return backend;
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
                added.forEach(upkeep::warmUp);
            }
            rebuild(members);
            if (started) {
                added.forEach(backend -> monitor.watch(backend.health()));
            }
        }
    }

    /** Begins to look up addresses and to probe; until then the pool can be made and let go without a trace. */
    public void start() {
        start(Map.of());
    }

    /**
     * The same, with what the operator wanted of backends before.
     *
     * @param states by id; ids that are not there are passed over
     */
    public void start(Map<String, AdminState> states) {
        addresses.resolve(List.copyOf(snapshot.members().values()));
        upkeep.start();
        synchronized (this) {
            started = true;
            if (!states.isEmpty()) {
                takeOn(states, snapshot.members());
                rebuild(snapshot.members());
            }
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
            services.changes().added(pool(), config);
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
        return newBackend(config, setup.config());
    }

    /**
     * Removes a backend; requests under way on it end in peace.
     *
     * @throws NoSuchElementException if there is none with this id
     */
    public LiveBackend remove(String id) {
        synchronized (oneJoins) {
            return removed(id);
        }
    }

    private synchronized LiveBackend removed(String id) {
        LiveBackend leaving = existing(id);
        Map<String, LiveBackend> members = new LinkedHashMap<>(snapshot.members());
        members.remove(id);
        rebuild(members);
        leave(leaving);
        registrar.remove(leaving);
        services.changes().removed(pool(), id);
        return leaving;
    }

    String pool() {
        return setup.guard().pool();
    }

    private void leave(LiveBackend leaving) {
        leaving.leave();
        monitor.unwatch(leaving);
        healths.remove(leaving);
        addresses.forget(leaving);
        services.onRemoved().accept(leaving);
    }

    /**
     * Takes on another config: backends that are in both stay, with their health, figures and connections; those that are
     * new join and those that are gone leave, all at once. A backend whose address is another one is a new one.
     *
     * @param states what the operator wants of backends, by id; of those that are not named nothing changes
     */
    void change(PoolSetup next, Map<String, AdminState> states) {
        synchronized (oneJoins) {
            Map<String, LiveBackend> members = merged(next.config());
            List<LiveBackend> joining = new ArrayList<>(members.values());
            joining.removeAll(snapshot.members().values());
            addresses.resolve(joining);
            synchronized (this) {
                exchange(next, members, joining, states);
            }
        }
    }

    /** Without the lock: members only join and leave with the other one, which is held. */
    private Map<String, LiveBackend> merged(PoolConfig next) {
        Map<String, LiveBackend> members = new LinkedHashMap<>();
        for (BackendConfig config : next.backends()) {
            LiveBackend known = byId(config.effectiveId());
            boolean stays = known != null && known.hostPort().equals(config.hostPort());
            members.put(config.effectiveId(), stays ? known : newBackend(config, next));
        }
        return members;
    }

    private void exchange(
            PoolSetup next,
            Map<String, LiveBackend> members,
            List<LiveBackend> joining,
            Map<String, AdminState> states) {
        List<LiveBackend> leaving = new ArrayList<>(snapshot.members().values());
        leaving.removeAll(members.values());
        setup = next;
        next.config()
                .backends()
                .forEach(config -> members.get(config.effectiveId()).configure(config));
        takeOn(states, members);
        joining.forEach(upkeep::warmUp);
        rebuild(members);
        joining.forEach(backend -> monitor.watch(backend.health()));
        leaving.forEach(this::leave);
        leaving.stream().filter(backend -> byId(backend.id()) == null).forEach(registrar::remove);
    }

    private void takeOn(Map<String, AdminState> states, Map<String, LiveBackend> members) {
        states.forEach((id, state) -> {
            LiveBackend member = members.get(id);
            if (member != null && member.adminState() != state) {
                wish(member, state, Drain.Plan.WITHOUT_END);
            }
        });
    }

    /**
     * Removes a backend and closes its connections at once: requests under way on it fail, or are tried elsewhere.
     *
     * @throws NoSuchElementException if there is none with this id
     */
    public LiveBackend removeNow(String id) {
        synchronized (oneJoins) {
            return cut(id);
        }
    }

    private synchronized LiveBackend cut(String id) {
        LiveBackend leaving = existing(id);
        leaving.cut();
        leaving.longLived().end();
        return removed(id);
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
        services.changes().weightSet(pool(), id, weight);
        return backend;
    }

    /**
     * Changes what the operator wants of a backend.
     *
     * @throws NoSuchElementException if there is none with this id
     */
    public synchronized LiveBackend setAdminState(String id, AdminState state) {
        return setWish(existing(id), state, Drain.Plan.WITHOUT_END);
    }

    /**
     * Empties a backend; asked again, the new plan takes the place of the old one.
     *
     * @throws NoSuchElementException if there is none with this id
     */
    synchronized LiveBackend drain(String id, Drain.Plan plan) {
        LiveBackend backend = setWish(existing(id), AdminState.DRAINING, plan);
        drains.watch(backend.drain());
        return backend;
    }

    private LiveBackend setWish(LiveBackend backend, AdminState state, Drain.Plan plan) {
        wish(backend, state, plan);
        rebuild(snapshot.members());
        services.changes().stateSet(pool(), backend.id(), state);
        return backend;
    }

    private void wish(LiveBackend backend, AdminState state, Drain.Plan plan) {
        if (backend.adminState() == AdminState.DISABLED && state == AdminState.ENABLED) {
            upkeep.warmUp(backend);
        }
        Instant now = healths.clock().instant();
        backend.setDrain(state == AdminState.DRAINING ? new Drain(backend, plan, now, healths::nanoTime) : null);
        backend.setAdminState(state, now);
    }

    /** Unless it was called off meanwhile, or the backend has left. */
    private void endDrain(Drain drain) {
        synchronized (oneJoins) {
            synchronized (this) {
                endDrainNow(drain);
            }
        }
    }

    private void endDrainNow(Drain drain) {
        LiveBackend backend = drain.backend();
        if (backend.drain() != drain || byId(backend.id()) != backend) {
            return;
        }
        int left = backend.inFlight();
        backend.longLived().end();
        switch (drain.plan().end()) {
            case DISABLED -> setAdminState(backend.id(), AdminState.DISABLED);
            case REMOVED -> removed(backend.id());
            case CUT -> cut(backend.id());
        }
        LOG.info(
                "backend {}/{} is {} after {} s of draining, with {} requests under way",
                setup.guard().pool(),
                backend.id(),
                drain.plan().end().name().toLowerCase(Locale.ROOT),
                drain.elapsed().toSeconds(),
                left);
    }

    /** How its backends are watched. */
    public HealthWatch healthWatch() {
        return healthWatch;
    }

    /**
     * A backend's health changed: once for many changes, the control thread builds the next snapshot.
     *
     * @param back whether it was out before
     */
    void onHealthChange(LiveBackend backend, boolean byTraffic, boolean back) {
        if (back) {
            upkeep.warmUp(backend);
        }
        try {
            if (byTraffic) {
                services.control().execute(() -> monitor.hurry(backend));
            }
            if (rebuildPending.compareAndSet(false, true)) {
                services.control().execute(this::rebuildForHealth);
            }
        } catch (RejectedExecutionException stopping) {
            LOG.debug("backend {}: its health changed while the balancer stops", backend.id());
        }
    }

    private void onCircuitChange(LiveBackend backend, CircuitBreaker.Change change) {
        onHealthChange(backend, false, change == CircuitBreaker.Change.CLOSED);
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
        snapshot = setup.snapshot(members, snapshot);
        onChange.run();
        if (snapshot.selection().warming()) {
            upkeep.growSoon();
        }
    }

    private void rebuildAgain() {
        try {
            services.control().execute(this::rebuildForHealth);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("pool {}: its weights stay as they are, as the balancer stops", pool());
        }
    }

    @Override
    public synchronized void close() {
        monitor.close();
        upkeep.close();
        addresses.close();
        healthWatch.close();
        registrar.removeAll();
    }
}
