package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.core.config.BackendConfig;
import dev.steelyard.lb.core.health.BackendHealth;
import dev.steelyard.lb.core.health.HealthTable;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import javax.net.ssl.SSLEngine;

/** A member of a pool with its live figures. Any thread; what requests touch takes no lock. */
public final class LiveBackend implements Backend {
    /** The count lies in the object itself: algorithms read it of 1,000 backends a pick, a cache miss each, not two. */
    private static final AtomicIntegerFieldUpdater<LiveBackend> IN_FLIGHT =
            AtomicIntegerFieldUpdater.newUpdater(LiveBackend.class, "inFlight");

    private final LongLivedConnections longLived = new LongLivedConnections();
    private final String id;
    private volatile BackendConfig config;
    private final BackendHealth health;
    private final BackendMetrics metrics;
    private final TlsEngines tlsEngines;
    private final ReportedWeight reportedWeight = new ReportedWeight();
    private final CircuitBreaker breaker = new CircuitBreaker();
    private volatile int inFlight;
    private volatile int adaptiveLimit = Integer.MAX_VALUE;
    private volatile InetSocketAddress address;
    private volatile int weight;
    private volatile boolean left;
    private volatile boolean cut;
    private volatile Drain drain; // null unless it is draining
    private volatile boolean warming;
    private volatile long warmingSinceNanos;
    private volatile Wish wish;

    /** What the operator wants, and since when: read together, so that they belong together. */
    private record Wish(AdminState state, Instant since) {}

    /** How backends are spoken to in TLS. */
    interface TlsEngines {
        /** Empty in plain text. */
        Optional<SSLEngine> newEngine(LiveBackend backend, List<String> protocols);
    }

    LiveBackend(BackendConfig config, HealthTable healths, BackendMetrics.Registrar registrar, TlsEngines tlsEngines) {
        this.tlsEngines = tlsEngines;
        this.id = config.effectiveId();
        this.config = config;
        this.weight = config.weight();
        this.address = InetSocketAddress.createUnresolved(config.host(), config.port());
        this.health = healths.add(this);
        this.wish = new Wish(AdminState.ENABLED, health.status().since());
        this.metrics = registrar.register(this);
    }

    /** Takes on another config of the same backend. */
    void configure(BackendConfig next) {
        config = next;
        weight = next.weight();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String host() {
        return config.host();
    }

    @Override
    public int port() {
        return config.port();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    void setAddress(InetSocketAddress next) {
        address = next;
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public Optional<String> healthCheckPath() {
        return config.healthCheckPath();
    }

    @Override
    public Optional<SSLEngine> newTlsEngine(List<String> protocols) {
        return tlsEngines.newEngine(this, protocols);
    }

    /** The share of requests it was given by config or API, 1..65535. */
    public int weight() {
        return weight;
    }

    void setWeight(int next) {
        weight = next;
    }

    /** What it says of its own weight. */
    public ReportedWeight reportedWeight() {
        return reportedWeight;
    }

    /** Its tier, 0 the best. */
    public int priority() {
        return config.priority();
    }

    /** Where it is, if the config says. */
    public Optional<String> zone() {
        return config.zone();
    }

    /** Begins a slow start. */
    void warmFrom(long nanos) {
        warmingSinceNanos = nanos;
        warming = true;
    }

    /** Whether it joined or came back while the balancer ran. */
    boolean isWarming() {
        return warming;
    }

    /** When its slow start began; may be long over. */
    long warmingSinceNanos() {
        return warmingSinceNanos;
    }

    /** Requests it takes at a time now: what was found out, or what the config says if that is less. */
    public int limit() {
        return Math.min(config.maxConnections(), adaptiveLimit);
    }

    /** Sets what was found out; what is above it under way ends in peace. */
    public void limitTo(int found) {
        adaptiveLimit = found;
    }

    /** Requests it takes at a time at most. */
    public int maxConnections() {
        return config.maxConnections();
    }

    /** {@code host:port} in one spelling. */
    public String hostPort() {
        return config.hostPort();
    }

    /** What the operator wants of it. */
    public AdminState adminState() {
        return wish.state();
    }

    /** @param at the time of it; forgotten if nothing changes */
    void setAdminState(AdminState next, Instant at) {
        if (next != wish.state()) {
            wish = new Wish(next, at);
        }
        health.setInService(next == AdminState.ENABLED);
    }

    /** How it is being emptied, or {@code null} if it is not. */
    Drain drain() {
        return drain;
    }

    void setDrain(Drain next) {
        drain = next;
    }

    /** Requests under way on it shall not end in peace. */
    void cut() {
        cut = true;
    }

    /** Whether its connections shall be closed although requests are under way on them. */
    public boolean isCut() {
        return cut;
    }

    /** Its connections that end when their users like. */
    public LongLivedConnections longLived() {
        return longLived;
    }

    /** What probes and traffic say of it. */
    public BackendHealth health() {
        return health;
    }

    /** What it did. */
    public BackendMetrics metrics() {
        return metrics;
    }

    /** What spares it requests while it fails, if the pool is configured so. */
    CircuitBreaker breaker() {
        return breaker;
    }

    /** The state that the API shows. */
    public BackendState state() {
        return BackendState.of(wish.state(), health.status().healthy());
    }

    /** Since when it is in that state. */
    public Instant stateSince() {
        Wish wanted = wish;
        Instant verdict = health.status().since();
        boolean byOperator =
                wanted.state() != AdminState.ENABLED || wanted.since().isAfter(verdict);
        return byOperator ? wanted.since() : verdict;
    }

    /** Takes one of its places, if one is free and it is still a member. */
    boolean tryAcquire() {
        int limit = limit();
        for (int now = inFlight; now < limit; now = inFlight) {
            if (IN_FLIGHT.compareAndSet(this, now, now + 1)) {
                return stayed();
            }
        }
        return false;
    }

    /** A request may still hold a snapshot from before the backend left; it must not open connections anew. */
    private boolean stayed() {
        boolean gone = left; // read once: it may turn between two looks, and the place would never be given back
        if (gone) {
            release();
        }
        return !gone;
    }

    void leave() {
        left = true;
    }

    void release() {
        IN_FLIGHT.getAndDecrement(this);
    }

    @Override
    public String toString() {
        return id;
    }
}
