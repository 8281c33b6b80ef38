package dev.steelyard.lb.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a split has become while the balancer ran: by the API, or by the steps of its canary.
 *
 * @param weights of its pools now
 * @param canary where that is, if it was started
 * @param inFile what the file said of the split then
 */
public record SplitOverride(List<SplitConfig.PoolShare> weights, Optional<CanaryPlace> canary, SplitConfig inFile) {

    /**
     * Where a canary is.
     *
     * @param state the word for it
     * @param step from 0
     * @param reason why it is there, to people
     */
    public record CanaryPlace(String state, int step, String reason) {}

    /** Whether the file says just this. */
    boolean isAsInFile() {
        return canary.isEmpty() && weights.equals(inFile.pools());
    }

    /** The weights that are not those of the file. */
    List<ConfigChange> changes(String route) {
        List<ConfigChange> changes = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            SplitConfig.PoolShare before = inFile.pools().get(i);
            SplitConfig.PoolShare now = weights.get(i);
            if (!now.equals(before)) {
                changes.add(new ConfigChange(
                        "routes[" + route + "].split.pools[" + now.pool() + "].weight",
                        Integer.toString(before.weight()),
                        Integer.toString(now.weight())));
            }
        }
        return changes;
    }
}
