package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.AddressRange;
import dev.steelyard.lb.core.config.MatchConfig;
import dev.steelyard.lb.core.routing.RouteMatch;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** An operator's wish to see of live requests how they were served: which ones, and for how long. Any thread. */
public final class Trace {
    private final String id;
    private final Conditions conditions;
    private final RouteMatch match;
    private final long endNanos;
    private final Instant end;
    private final LongAdder requests = new LongAdder();

    /**
     * Which requests; all that is named must hold.
     *
     * @param client whose, by their address
     * @param match what they look like
     */
    public record Conditions(Optional<AddressRange> client, MatchConfig match) {
        /** Whether nothing is named. */
        public boolean areNone() {
            return client.isEmpty() && match.equals(MatchConfig.EVERYTHING);
        }
    }

    Trace(String id, Conditions conditions, long endNanos, Instant end) {
        this.id = id;
        this.conditions = conditions;
        this.match = new RouteMatch(conditions.match());
        this.endNanos = endNanos;
        this.end = end;
    }

    /** Its name in the API. */
    public String id() {
        return id;
    }

    /** Which requests it is for. */
    public Conditions conditions() {
        return conditions;
    }

    /** When it ends by itself. */
    public Instant end() {
        return end;
    }

    /** Requests that it was for so far. */
    public long requests() {
        return requests.sum();
    }

    boolean isOver(long nanos) {
        return nanos - endNanos >= 0;
    }

    boolean isFor(RequestView request) {
        return (conditions.client().isEmpty() || conditions.client().get().contains(request.clientAddress()))
                && match.matches(request);
    }

    void count() {
        requests.increment();
    }
}
