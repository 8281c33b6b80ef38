package dev.steelyard.lb.core.pool;

import java.util.Map;

/**
 * What requests see of a pool at one moment.
 *
 * @param members all backends, by id, in the order they joined
 * @param selection what the stages of selection left of them
 * @param picker picks from the eligible ones; {@code null} if there are none
 */
record PoolSnapshot(Map<String, LiveBackend> members, Selection selection, GuardedPicker picker) {

    /** Those a new session may get; what the picker picks from. */
    BackendArray eligible() {
        return selection.eligible();
    }

    /** Those a pinned session may get: the healthy ones, and those draining among them. */
    BackendArray pinnable() {
        return selection.pinnable();
    }
}
