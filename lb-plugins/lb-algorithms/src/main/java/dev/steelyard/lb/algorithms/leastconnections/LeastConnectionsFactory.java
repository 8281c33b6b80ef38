package dev.steelyard.lb.algorithms.leastconnections;

import dev.steelyard.lb.algorithms.load.LeastLoaded;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code least-connections}: the backend with the fewest requests in flight, weights ignored. */
public final class LeastConnectionsFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "least-connections";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        settings.as(LeastConnectionsSettings.class, MethodHandles.lookup());
        return new LeastLoaded(Share.CAPACITY);
    }
}
