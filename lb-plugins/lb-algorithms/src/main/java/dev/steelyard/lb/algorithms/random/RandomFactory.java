package dev.steelyard.lb.algorithms.random;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code random}: any backend, by weight. */
public final class RandomFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "random";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        settings.as(RandomSettings.class, MethodHandles.lookup());
        return new WeightedRandom(context.random());
    }
}
