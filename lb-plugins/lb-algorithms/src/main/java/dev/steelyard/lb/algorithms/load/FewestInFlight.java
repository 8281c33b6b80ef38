package dev.steelyard.lb.algorithms.load;

import dev.steelyard.lb.algorithms.rotation.Turns;
import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import java.util.HashMap;
import java.util.Map;

/**
 * The search where all shares are equal: {@link Load}s are in the order of the counts, and the half request that the
 * nominated one is ahead makes it win against its equals.
 *
 * @param round the set, twice
 */
record FewestInFlight(Turns turns, Backend[] round) implements LeastLoaded.Search {
    @Override
    public Backend pick(RequestView request) {
        return pick(turns.next());
    }

    @Override
    public Explanation explain(RequestView request) {
        Map<String, String> scores = new HashMap<>();
        for (Backend backend : round) {
            scores.put(backend.id(), backend.inFlight() + " in flight");
        }
        return Explanation.choosing(
                pick(turns.peek()), "the fewest in flight; among equals the one whose turn it is", scores);
    }

    private Backend pick(int nominated) {
        Backend[] candidates = round;
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
