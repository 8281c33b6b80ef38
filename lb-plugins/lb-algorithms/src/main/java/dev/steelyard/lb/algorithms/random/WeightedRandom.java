package dev.steelyard.lb.algorithms.random;

import dev.steelyard.lb.algorithms.draw.AliasTable;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Picks by lot, each backend as often as its weight says. */
final class WeightedRandom implements Algorithm {
    private final RandomGenerator random;

    WeightedRandom(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        return new LotPicker(backends, AliasTable.of(Share.WEIGHT.of(backends)), random);
    }

    private record LotPicker(BackendSet backends, AliasTable table, RandomGenerator random) implements Picker {
        @Override
        public Backend pick(RequestView request) {
            return backends.get(table.draw(random));
        }

        @Override
        public Explanation explain(RequestView request) {
            return Explanation.byLot("by lot, as often as the weights say", Map.of());
        }
    }
}
