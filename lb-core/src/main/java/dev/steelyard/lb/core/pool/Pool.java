package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;
import dev.steelyard.lb.core.config.PoolConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named set of backends with one algorithm and one affinity: leases a backend to each attempt.
 *
 * <p>Any thread. Leasing reads one volatile reference and takes no lock.
 */
public final class Pool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    /** Picks of the algorithm before the core looks for itself: retries and full backends are rare. */
    private static final int PICKS = 3;

    private final String name;
    private final PoolMembers members;
    private final LongSupplier nanoTime;
    private final RetryBudget retryBudget;
    private final WaitingLine line;
    private final HeadTimes headTimes;

    /**
     * @param lines makes the line of this pool
     */
    Pool(String name, PoolMembers members, LongSupplier nanoTime, Function<Pool, WaitingLine> lines) {
        this.name = name;
        this.members = members;
        this.nanoTime = nanoTime;
        this.headTimes = new HeadTimes(nanoTime);
        this.retryBudget = new RetryBudget(() -> config().retry(), nanoTime);
        this.line = lines.apply(this);
        members.onChange(line::onPlaceFree);
    }

    /** The pool's name in the config. */
    public String name() {
        return name;
    }

    /** What the config says of it now. */
    public PoolConfig config() {
        return members.setup().config();
    }

    /** What retries may take. */
    public RetryBudget retryBudget() {
        return retryBudget;
    }

    /** Where requests wait for a place. */
    public WaitingLine line() {
        return line;
    }

    /** How long the heads of its answers take. */
    public HeadTimes headTimes() {
        return headTimes;
    }

    /** Its backends: to be listed, added, removed and changed. */
    public PoolMembers members() {
        return members;
    }

    /** Whether its algorithm was set aside for misconduct and round robin picks. */
    public boolean algorithmSetAside() {
        return members.setup().guard().tripped();
    }

    /**
     * A backend for an attempt, or {@code null} if none can take it: none is healthy, all that are were tried, or all are at
     * their limit.
     */
    public Lease lease(RequestView request) {
        if (request.attempt() == 1) {
            retryBudget.onRequest();
        }
        return leaseAgain(request);
    }

    /** As {@link #lease}, for a request that has asked before. */
    public Lease leaseAgain(RequestView request) {
        CircuitBreakers breakers = members.breakers();
        if (!breakers.isPoolOpen()) {
            return leaseNow(request);
        }
        return breakers.tryPool() ? leaseForTrial(request) : null;
    }

    private Lease leaseForTrial(RequestView request) {
        Lease lease = leaseNow(request);
        if (lease == null) {
            members.breakers().giveTrialBack();
        }
        return lease;
    }

    private Lease leaseNow(RequestView request) {
        PoolSnapshot snapshot = members.snapshot();
        LiveBackend trial =
                members.breakers().trial(request, snapshot.selection().open());
        if (trial != null) {
            return new Lease(this, trial, false, nanoTime.getAsLong());
        }
        GuardedAffinity affinity = members.setup().affinity();
        LiveBackend pinned = affinity == null ? null : affinity.find(request, snapshot.pinnable());
        if (pinned != null && !request.wasTried(pinned) && pinned.tryAcquire()) {
            Drain drain = pinned.drain();
            if (drain != null) {
                drain.onPinned(request.clientAddressHash());
            }
            return new Lease(this, pinned, false, nanoTime.getAsLong());
        }
        LiveBackend picked = pick(request, snapshot);
        if (picked == null) {
            boolean stale = snapshot != members.snapshot(); // all of them may have left meanwhile, for others
            return stale ? leaseNow(request) : null;
        }
        // A pinned backend that is only full keeps its session; one that was tried and failed loses it.
        boolean pin = affinity != null && (pinned == null || request.wasTried(pinned));
        return new Lease(this, picked, pin, nanoTime.getAsLong());
    }

    /**
     * In a panic first tries go to all, as the verdicts are in doubt. One that failed bears the verdicts out: what is tried again
     * goes to a healthy backend, or waits for it.
     */
    private LiveBackend pick(RequestView request, PoolSnapshot snapshot) {
        if (snapshot.picker() == null) {
            return null;
        }
        BackendArray sure = snapshot.selection().sure();
        if (request.attempt() > 1 && hasUntried(request, sure, true)) {
            return firstFree(request, sure);
        }
        for (int i = 0; i < PICKS; i++) {
            LiveBackend picked = snapshot.picker().pick(request);
            if (!request.wasTried(picked) && picked.tryAcquire()) {
                return picked;
            }
        }
        return firstFree(request, snapshot.eligible());
    }

    /** Any backend that was not tried and has a place free, from a rotating start, so that the first is not run over. */
    private LiveBackend firstFree(RequestView request, BackendArray eligible) {
        int start = eligible.indexOf(members.setup().guard().fallback(eligible));
        for (int i = 0; i < eligible.size(); i++) {
            LiveBackend candidate = eligible.get((start + i) % eligible.size());
            if (!request.wasTried(candidate) && candidate.tryAcquire()) {
                return candidate;
            }
        }
        return null;
    }

    /** Whether any backend may get requests at all. */
    public boolean hasEligible() {
        return members.snapshot().eligible().size() > 0;
    }

    /** Whether requests are kept from its backends for now, by its own circuit breaker or by theirs. */
    public boolean isCircuitOpen() {
        return members.breakers().isPoolOpen()
                || (!hasEligible() && !members.snapshot().selection().open().isEmpty());
    }

    /** Its own circuit breaker, or empty if it has none. */
    public Optional<BreakerStatus> circuitBreaker() {
        return members.breakers().status();
    }

    /** That of a backend, or empty if it has none. */
    public Optional<BreakerStatus> circuitBreaker(LiveBackend backend) {
        return members.breakers().status(backend);
    }

    /** Whether there is an eligible backend that a request was not yet tried on, with a place free or worth waiting for. */
    public boolean hasUntried(RequestView request) {
        return hasUntried(request, line.hasRoom());
    }

    /**
     * Whether there is an eligible backend that a request was not yet tried on.
     *
     * @param full whether one at its limit counts
     */
    public boolean hasUntried(RequestView request, boolean full) {
        if (members.breakers().isPoolOpen()) {
            return false;
        }
        return hasUntried(request, members.snapshot().eligible(), full);
    }

    private static boolean hasUntried(RequestView request, BackendArray of, boolean full) {
        for (int i = 0; i < of.size(); i++) {
            LiveBackend backend = of.get(i);
            if (!request.wasTried(backend) && (full || backend.inFlight() < backend.limit())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Empties a backend: no new sessions, pinned ones stay. Any other wish of the operator calls it off.
     *
     * @param limit how long it may take; without end if empty, which only an end in {@code DISABLED} may
     * @throws java.util.NoSuchElementException if there is none with this id
     */
    public LiveBackend drain(String id, Optional<Duration> limit, Drain.End end) {
        return members.drain(id, new Drain.Plan(limit, end, isSticky()));
    }

    private boolean isSticky() {
        return members.setup().affinity() != null;
    }

    /** How far a backend is emptied, or empty if it is not draining. */
    public Optional<Drain.Progress> drainOf(LiveBackend backend) {
        return Optional.ofNullable(backend.drain()).map(drain -> drain.progress(isSticky()));
    }

    /** The clock of its leases. */
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    void pin(RequestView request, LiveBackend backend, ResponseHeaders response) {
        GuardedAffinity affinity = members.setup().affinity();
        if (affinity != null) { // the config may have dropped it since the lease was taken
            affinity.remember(request, backend, response);
        }
    }

    /** A lease was not used; if it was the trial of a circuit breaker, another request may have it. */
    void onGivenBack(LiveBackend backend, long elapsedNanos) {
        members.breakers().onOutcome(backend, new Outcome(Outcome.Result.CLIENT_FAULT, 0, -1, elapsedNanos));
    }

    void onOutcome(LiveBackend backend, Outcome outcome) {
        backend.metrics().record(outcome);
        backend.health().onOutcome(outcome);
        members.breakers().onOutcome(backend, outcome);
        if (outcome.firstByteNanos() >= 0 && outcome.result() != Outcome.Result.CLIENT_FAULT) {
            headTimes.record(outcome.firstByteNanos());
        }
        PoolSetup setup = members.setup();
        try {
            setup.algorithm().value().onOutcome(backend, outcome);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            setup.guard().onOutcomeFailure(thrown);
        }
    }

    /** Why new sessions do not get a backend, or empty if they do. */
    public Optional<Exclusion> passedOver(LiveBackend backend) {
        return Optional.ofNullable(members.snapshot().selection().excluded().get(backend));
    }

    /** The part of its weight that counts now: above 0 and at most 1, or 0 if new sessions do not get it. */
    public double share(LiveBackend backend) {
        BackendArray eligible = members.snapshot().eligible();
        int place = eligible.indexOf(backend);
        return place < 0 ? 0 : eligible.capacity(place);
    }

    /** Where a request would go now, and why; nothing changes by it. */
    public PoolExplanation explain(RequestView request) {
        return new Explainer(members.snapshot(), members.setup().affinity(), request).explain();
    }

    /** For each stage of selection that holds any back now, in their order, whom; by id. */
    public Map<Exclusion, List<String>> dropped() {
        return members.snapshot().selection().dropped();
    }

    /** The type of its algorithm. */
    public String algorithm() {
        return members.setup().algorithm().type();
    }

    /** All backends, in the order they joined. */
    public Collection<LiveBackend> backends() {
        return members.snapshot().members().values();
    }

    /** Ends probes and closes what plugins made, in reverse order of making. */
    @Override
    public void close() {
        close("line", line);
        close("members", members);
        close("affinity", members.setup().affinity());
        close("algorithm", members.setup().algorithm());
    }

    private void close(String what, AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception failure) {
            LOG.warn("pool {}: closing its {} failed", name, what, failure);
        }
    }
}
