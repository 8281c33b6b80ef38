package dev.steelyard.lb.algorithms.poweroftwochoices;

import dev.steelyard.lb.algorithms.draw.AliasTable;
import dev.steelyard.lb.algorithms.load.Load;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws two different backends by weight and picks the less loaded.
 *
 * <p>The second look takes the fullest of n backends from about {@code log n / log log n} requests above the mean to {@code
 * log log n} (M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001), at the cost of two looks
 * however many backends there are; and balancers that do not know of each other do not all run to the same idle one.
 */
final class PowerOfTwoChoices implements Algorithm {
    private final RandomGenerator random;

    PowerOfTwoChoices(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        return new TwoChoicesPicker(backends, Share.WEIGHT.of(backends), random);
    }

    private static final class TwoChoicesPicker implements Picker {
        /** Two in a row of a backend with 9/10 of all weight go on to a third draw; it must end somewhere. */
        private static final int REDRAWS = 4;

        private final Backend[] backends;
        private final int[] halfARequest;
        private final AliasTable table;
        private final RandomGenerator random;

        TwoChoicesPicker(BackendSet set, double[] weights, RandomGenerator random) {
            backends = new Backend[set.size()];
            Arrays.setAll(backends, set::get);
            halfARequest = Load.ofHalfARequest(weights);
            table = AliasTable.of(weights);
            this.random = random;
        }

        @Override
        public Backend pick(RequestView request) {
            int first = table.draw(random);
            int second = other(first);
            boolean firstIsAsGood = Load.ofNominated(backends[first], halfARequest[first])
                    <= Load.ofOther(backends[second], halfARequest[second]);
            return backends[firstIsAsGood ? first : second];
        }

        /** By weight; by plain lot if one backend has nearly all the weight; the same only if it is alone. */
        private int other(int first) {
            for (int i = 0; i < REDRAWS; i++) {
                int second = table.draw(random);
                if (second != first) {
                    return second;
                }
            }
            int step = 1 + (int) ((random.nextLong() >>> 32) * (backends.length - 1) >>> 32);
            return (first + step) % backends.length;
        }
    }
}
