package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.core.config.PoolConfig;
import dev.steelyard.lb.core.plugin.Instance;
import java.util.Collections;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the config says of a pool, and what extensions made of it: replaced as a whole when the config changes, while backends
 * and their health live on.
 *
 * @param affinity {@code null} for none
 */
record PoolSetup(
        PoolConfig config,
        Instance<Algorithm> algorithm,
        GuardedAffinity affinity,
        PickerGuard guard,
        SelectionStages stages) {
    private static final Logger LOG = LoggerFactory.getLogger(PoolSetup.class);

    /** What requests see of these members. */
    PoolSnapshot snapshot(Map<String, LiveBackend> members, PoolSnapshot before) {
        Selection selection = stages.select(members.values());
        tellOfPanic(before.selection().panic(), selection);
        GuardedPicker picker = selection.eligible().size() == 0 ? null : picker(selection.eligible(), before);
        return new PoolSnapshot(Collections.unmodifiableMap(members), selection, picker);
    }

    /** That of no members. */
    PoolSnapshot emptySnapshot() {
        return new PoolSnapshot(
                Map.of(), stages.select(Map.<String, LiveBackend>of().values()), null);
    }

    private void tellOfPanic(boolean before, Selection now) {
        if (now.panic() && !before) {
            LOG.warn("pool {}: too few backends are healthy; all in service are used", guard.pool());
        } else if (before && !now.panic()) {
            LOG.info("pool {}: enough backends are healthy again; only those are used", guard.pool());
        }
    }

    private GuardedPicker picker(BackendArray eligible, PoolSnapshot before) {
        Picker previous = before.picker() == null ? null : before.picker().unguarded();
        try {
            Picker next = algorithm.value().newPicker(eligible, previous);
            if (next == null) {
                guard.onFailure(PickerGuard.Failure.BUILD, null);
            }
            return new GuardedPicker(eligible, next, guard);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            guard.onFailure(PickerGuard.Failure.BUILD, thrown);
            return new GuardedPicker(eligible, null, guard);
        }
    }
}
