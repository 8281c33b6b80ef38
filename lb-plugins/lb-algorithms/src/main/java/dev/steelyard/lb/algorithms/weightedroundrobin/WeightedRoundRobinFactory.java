package dev.steelyard.lb.algorithms.weightedroundrobin;

import dev.steelyard.lb.algorithms.rotation.Rotation;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code weighted-round-robin}: each backend in turn, as often as its weight says. */
public final class WeightedRoundRobinFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "weighted-round-robin";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        settings.as(WeightedRoundRobinSettings.class, MethodHandles.lookup());
        return new Rotation(Share.WEIGHT);
    }
}
