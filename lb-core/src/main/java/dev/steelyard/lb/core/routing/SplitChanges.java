package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.core.config.SplitOverride;

/**
 * Remembers what has become of splits, over a restart too.
 *
 * <p>Called with the split's lock held: must not block, nor call back.
 */
public interface SplitChanges {
    /** Remembers nothing. */
    SplitChanges FORGOTTEN = new SplitChanges() {
        @Override
        public SplitOverride splitOf(String route) {
            return null;
        }

        @Override
        public void splitChanged(String route, SplitOverride now) {}
    };

    /** What is known of the split of a route, or {@code null}. */
    SplitOverride splitOf(String route);

    /** A split shares another way, or its canary has moved. */
    void splitChanged(String route, SplitOverride now);
}
