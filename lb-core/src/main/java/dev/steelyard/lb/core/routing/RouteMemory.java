package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.core.config.SplitConfig;
import dev.steelyard.lb.core.config.SplitOverride;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What is known of routes beyond one config, by their names: one a process. What a new config does not name any more is
 * forgotten. Any thread.
 */
public final class RouteMemory {
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final SplitChanges changes;
    private final Map<String, AtomicInteger> mirrored = new ConcurrentHashMap<>();
    private volatile Map<String, SplitState> splits = Map.of();

    /** @param changes what survives the process */
    public RouteMemory(Clock clock, LongSupplier nanoTime, SplitChanges changes) {
        this.changes = changes;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * The state of a split for a config that may come into force: the one there is, or that of an earlier run, unless the
     * config of the split is new.
     */
    public SplitState splitFor(String route, SplitConfig config) {
        SplitState known = splits.get(route);
        return known != null && known.config().equals(config) ? known : remembered(route, config);
    }

    private SplitState remembered(String route, SplitConfig config) {
        SplitState state = new SplitState(route, config, clock, nanoTime, changes);
        SplitOverride before = changes.splitOf(route);
        if (before != null && before.inFile().equals(config)) {
            state.resume(before);
        }
        return state;
    }

    /** How many copies of requests of a route are under way, also those of an earlier config. */
    public AtomicInteger mirroredInFlight(String route) {
        return mirrored.computeIfAbsent(route, added -> new AtomicInteger());
    }

    /**
     * A config came into force.
     *
     * @param splitsInForce its splits, by the names of their routes
     * @param mirrorsInForce the names of its routes with a mirror
     */
    public void adopt(Map<String, SplitState> splitsInForce, Set<String> mirrorsInForce) {
        splits = Map.copyOf(splitsInForce);
        mirrored.keySet().retainAll(mirrorsInForce);
    }

    /** The splits in force, by the names of their routes. */
    public Map<String, SplitState> splits() {
        return splits;
    }

    /** Lets canaries see what time it is; to be called a few times a second. */
    public void tick() {
        splits.values().forEach(split -> split.canary().ifPresent(Canary::tick));
    }
}
