package dev.steelyard.lb.algorithms.random;

import dev.steelyard.lb.algorithms.draw.AliasTable;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.random.RandomGenerator;

/** Picks by lot, each backend as often as its weight says. */
final class WeightedRandom implements Algorithm {
    private final RandomGenerator random;

    WeightedRandom(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        AliasTable table = AliasTable.of(Share.WEIGHT.of(backends));
        return request -> backends.get(table.draw(random));
    }
}
