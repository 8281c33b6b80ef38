package dev.steelyard.lb.algorithms.poweroftwochoices;

import dev.steelyard.lb.algorithms.draw.Candidates;
import dev.steelyard.lb.algorithms.load.LeastLoadedOfDrawn;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.random.RandomGenerator;

/** Draws two different backends by weight and picks the less loaded for its weight. */
final class PowerOfTwoChoices implements Algorithm {
    private final RandomGenerator random;

    PowerOfTwoChoices(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        double[] weights = Share.WEIGHT.of(backends);
        return new LeastLoadedOfDrawn(backends, new Candidates(weights, random), 2, weights);
    }
}
