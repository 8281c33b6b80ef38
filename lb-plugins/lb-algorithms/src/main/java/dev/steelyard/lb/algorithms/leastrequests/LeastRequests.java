package dev.steelyard.lb.algorithms.leastrequests;

import dev.steelyard.lb.algorithms.draw.Candidates;
import dev.steelyard.lb.algorithms.load.LeastLoadedOfDrawn;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws several different backends by weight and picks the one with the greatest {@code weight / requests ^ bias}.
 *
 * <p>The greatest of these is the least of {@code requests / weight ^ (1 / bias)}, so the bias is a matter of the weights
 * and is worked out beforehand: backends fill up in the ratio of {@code weight ^ (1 / bias)}. The request being picked for
 * counts among the requests as {@link dev.steelyard.lb.algorithms.load.Load} says: not at all on the backend drawn first,
 * else idle pools would not follow weights, and as half a one on the others.
 */
final class LeastRequests implements Algorithm {
    private final int choices;
    private final double bias;
    private final RandomGenerator random;

    LeastRequests(int choices, double bias, RandomGenerator random) {
        this.choices = choices;
        this.bias = bias;
        this.random = random;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        double[] weights = Share.WEIGHT.of(backends);
        double most = Arrays.stream(weights).max().orElseThrow();
        double[] shares = Arrays.stream(weights)
                .map(weight -> Math.pow(weight / most, 1 / bias))
                .toArray();
        return new LeastLoadedOfDrawn(backends, new Candidates(weights, random), choices, shares);
    }
}
