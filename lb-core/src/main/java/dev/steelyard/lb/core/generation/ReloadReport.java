package dev.steelyard.lb.core.generation;

import dev.steelyard.lb.core.config.ConfigChange;
import java.util.List;

/**
 * What a reload changed, or would change.
 *
 * @param changes of the config, value by value; those that need a restart are not among them
 * @param needRestart changes that hold from the next start on
 * @param plugins ids of plugins that came, went or were replaced
 */
public record ReloadReport(List<ConfigChange> changes, List<ConfigChange> needRestart, List<String> plugins) {

    /** Whether there was nothing to take on. */
    public boolean isEmpty() {
        return changes.isEmpty() && plugins.isEmpty();
    }
}
