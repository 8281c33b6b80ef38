package dev.steelyard.lb.algorithms.load;

import dev.steelyard.lb.algorithms.rotation.Turns;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;

/**
 * The search where all shares are equal: {@link Load}s are in the order of the counts, and the half request that the
 * nominated one is ahead makes it win against its equals.
 *
 * @param round the set, twice
 */
record FewestInFlight(Turns turns, Backend[] round) implements LeastLoaded.Search {
    @Override
    public Backend pick(RequestView request) {
        Backend[] candidates = round;
        int nominated = turns.next();
        Backend best = candidates[nominated];
        int fewest = best.inFlight();
        if (fewest == 0) {
            return best;
        }
        for (int i = nominated + 1, end = nominated + candidates.length / 2; i < end; i++) {
            int inFlight = candidates[i].inFlight();
            if (inFlight < fewest) {
                fewest = inFlight;
                best = candidates[i];
                if (fewest == 0) {
                    break;
                }
            }
        }
        return best;
    }
}
