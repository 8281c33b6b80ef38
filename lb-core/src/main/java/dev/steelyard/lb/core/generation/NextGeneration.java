package dev.steelyard.lb.core.generation;

import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.core.plugin.Instance;
import dev.steelyard.lb.core.pool.AdminState;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.PoolChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A generation that is made and can take over: nothing of it can be refused any more.
 *
 * <p>Closing it before {@link #begin} lets go of what was made for it. One thread.
 */
public final class NextGeneration implements AutoCloseable {
    private final Generation generation;
    private final List<Pool> added;
    private final List<PoolChange> changes;
    private final List<Instance<Filter>> filters;
    private final Runnable onBegin;
    private boolean begun;

    /**
     * @param onBegin what else comes into force with it
     */
    NextGeneration(
            Generation generation,
            List<Pool> added,
            List<PoolChange> changes,
            List<Instance<Filter>> filters,
            Runnable onBegin) {
        this.generation = generation;
        this.added = added;
        this.changes = changes;
        this.filters = filters;
        this.onBegin = onBegin;
    }

    /** What will be live. */
    public Generation generation() {
        return generation;
    }

    /**
     * Begins to look up addresses and to probe, and gives the pools that live on their next config.
     *
     * @param states what the operator wants of backends, by pool and id; of those that are not named nothing changes
     * @return what those pools do not use any more, to be closed when no request does either
     */
    public List<AutoCloseable> begin(Map<String, Map<String, AdminState>> states) {
        begun = true;
        onBegin.run();
        List<AutoCloseable> left = new ArrayList<>();
        added.forEach(pool -> pool.members().start(states.getOrDefault(pool.name(), Map.of())));
        changes.forEach(change -> left.addAll(change.apply(states.getOrDefault(change.pool(), Map.of()))));
        return left;
    }

    @Override
    public void close() {
        if (!begun) {
            changes.forEach(PoolChange::close);
            Generation.closeAll(added);
            Generation.closeAll(filters);
        }
    }
}
