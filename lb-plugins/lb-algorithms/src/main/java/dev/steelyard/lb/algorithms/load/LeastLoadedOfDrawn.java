package dev.steelyard.lb.algorithms.load;

import dev.steelyard.lb.algorithms.draw.Candidates;
import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.util.Arrays;

/**
 * Draws different backends by weight and picks the one with the least {@link Load}; among equals the one drawn first.
 *
 * <p>The second look takes the fullest of n backends from about {@code log n / log log n} requests above the mean to {@code
 * log log n} (M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001), at the cost of two looks
 * however many backends there are; and balancers that do not know of each other do not all run to the same idle one.
 */
public final class LeastLoadedOfDrawn implements Picker {
    private final Candidates candidates;
    private final int choices;
    private final Backend[] backends;
    private final int[] halfARequest;

    /**
     * @param choices backends to look at, at least 2
     * @param shares of the requests in flight that each backend is to hold
     */
    public LeastLoadedOfDrawn(BackendSet set, Candidates candidates, int choices, double[] shares) {
        this.candidates = candidates;
        this.choices = Math.min(choices, set.size());
        backends = new Backend[set.size()];
        Arrays.setAll(backends, set::get);
        halfARequest = Load.ofHalfARequest(shares);
    }

    /** Each look is at another backend than the best so far; one that was passed over may be drawn again. */
    @Override
    public Backend pick(RequestView request) {
        int best = candidates.draw();
        long load = Load.ofNominated(backends[best], halfARequest[best]);
        for (int look = 1; look < choices; look++) {
            int other = candidates.other(best);
            long otherLoad = Load.ofOther(backends[other], halfARequest[other]);
            if (otherLoad < load) {
                best = other;
                load = otherLoad;
            }
        }
        return backends[best];
    }

    @Override
    public Explanation explain(RequestView request) {
        String reason = "the least loaded of " + choices + " drawn by weight";
        return Explanation.byLot(reason, Load.scores(backends, halfARequest));
    }
}
