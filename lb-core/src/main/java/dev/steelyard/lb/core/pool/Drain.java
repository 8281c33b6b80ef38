package dev.steelyard.lb.core.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A backend that is being emptied: since when, until when, and how far it is. Any thread. */
public final class Drain {
    private static final double NANOS = 1e9;

    private final LiveBackend backend;
    private final Plan plan;
    private final Instant since;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final int requestsAtStart;
    private final SeenClients clients;

    /** What is to become of the backend. */
    public enum End {
        /** It gets nothing any more, when the time is over. */
        DISABLED,
        /** It leaves its pool, when nothing is left on it or the time is over; requests under way then end in peace. */
        REMOVED,
        /** The same, but requests under way then are cut off. */
        CUT
    }

    /**
     * What was asked for.
     *
     * @param limit how long it may take; without end if empty, which only an end in {@link End#DISABLED} may
     * @param sticky whether its pool pins sessions
     */
    record Plan(Optional<Duration> limit, End end, boolean sticky) {
        static final Plan WITHOUT_END = new Plan(Optional.empty(), End.DISABLED, false);
    }

    /**
     * How far it is.
     *
     * @param since when it began
     * @param deadline when it ends at the latest; empty for never
     * @param end what becomes of the backend
     * @param requests under way
     * @param clients with pinned sessions that were seen in this minute or the one before, about; empty if the pool pins none
     * @param timeLeft until nothing is left, at the pace so far, and at most until the deadline; empty if the pace tells
     *     none: nothing has ended yet, or sessions bring new requests
     */
    public record Progress(
            Instant since,
            Optional<Instant> deadline,
            End end,
            int requests,
            Optional<Long> clients,
            Optional<Duration> timeLeft) {}

    Drain(LiveBackend backend, Plan plan, Instant since, LongSupplier nanoTime) {
        this.backend = backend;
        this.plan = plan;
        this.since = since;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.requestsAtStart = backend.inFlight();
        this.clients = new SeenClients(startNanos);
    }

    LiveBackend backend() {
        return backend;
    }

    Plan plan() {
        return plan;
    }

    /** A request came by a pin. */
    void onPinned(long clientAddressHash) {
        clients.add(clientAddressHash, nanoTime.getAsLong());
    }

    Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }

    boolean isOver() {
        return plan.limit().isPresent() && elapsed().compareTo(plan.limit().get()) >= 0;
    }

    /** Whether nothing is left; a session that brought no request for a minute is over, and before that none is. */
    boolean isEmpty() {
        long now = nanoTime.getAsLong();
        boolean noSessions =
                !plan.sticky() || (now - startNanos >= SeenClients.PERIOD_NANOS && clients.count(now) == 0);
        return noSessions && backend.inFlight() == 0;
    }

    /**
     * How far it is now.
     *
     * @param sticky whether its pool pins sessions
     */
    Progress progress(boolean sticky) {
        int requests = backend.inFlight();
        Optional<Long> seen = sticky ? Optional.of(clients.count(nanoTime.getAsLong())) : Optional.empty();
        Optional<Instant> deadline = plan.limit().map(since::plus);
        Optional<Duration> left = sticky ? Optional.empty() : timeLeft(requests);
        return new Progress(since, deadline, plan.end(), requests, seen, left);
    }

    private Optional<Duration> timeLeft(int requests) {
        if (requests == 0) {
            return Optional.of(Duration.ZERO);
        }
        double seconds = elapsed().toNanos() / NANOS;
        int ended = requestsAtStart - requests;
        if (ended <= 0 || seconds <= 0) {
            return Optional.empty();
        }
        Duration atThisPace = Duration.ofNanos((long) (requests * seconds / ended * NANOS));
        return Optional.of(plan.limit()
                .map(limit -> limit.minus(elapsed()))
                .filter(left -> left.compareTo(atThisPace) < 0)
                .orElse(atThisPace));
    }
}
