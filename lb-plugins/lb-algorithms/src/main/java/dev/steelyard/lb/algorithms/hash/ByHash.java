package dev.steelyard.lb.algorithms.hash;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Picks the backend that a key of the request belongs to. */
public final class ByHash implements Algorithm {
    private final Function<BackendSet, Places> layout;
    private final HashKey key;
    private final BoundedLoad boundedLoad;
    private final RandomGenerator random;

    /**
     * @param layout says whom each hash belongs to, of the backends it is given
     * @param random decides for requests that do not have the key
     */
    public ByHash(Function<BackendSet, Places> layout, HashKey key, BoundedLoad boundedLoad, RandomGenerator random) {
        this.layout = layout;
        this.key = key;
        this.boundedLoad = boundedLoad;
        this.random = random;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        Bound bound = boundedLoad.isOff() ? null : new Bound(backends, boundedLoad);
        return new HashPicker(backends, layout.apply(backends), key, bound, random);
    }
}
