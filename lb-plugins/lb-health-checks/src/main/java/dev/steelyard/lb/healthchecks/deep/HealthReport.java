package dev.steelyard.lb.healthchecks.deep;

import java.util.List;

/**
 * What a health answer says.
 *
 * @param overall the status of the whole, named {@code ""}, or {@code null} if the answer has none
 * @param components in the order of the answer; may be empty
 */
record HealthReport(Component overall, List<Component> components) {

    boolean saysNothing() {
        return overall == null && components.isEmpty();
    }
}
