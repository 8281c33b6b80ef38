package dev.steelyard.lb.algorithms.weightedleastconnections;

import dev.steelyard.lb.algorithms.load.LeastLoaded;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code weighted-least-connections}: the backend with the fewest requests in flight for its weight. */
public final class WeightedLeastConnectionsFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "weighted-least-connections";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        settings.as(WeightedLeastConnectionsSettings.class, MethodHandles.lookup());
        return new LeastLoaded(Share.WEIGHT);
    }
}
