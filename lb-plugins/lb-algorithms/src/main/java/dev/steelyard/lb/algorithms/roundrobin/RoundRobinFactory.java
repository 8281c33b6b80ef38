package dev.steelyard.lb.algorithms.roundrobin;

import dev.steelyard.lb.algorithms.rotation.Rotation;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code round-robin}: each backend in turn, weights ignored. */
public final class RoundRobinFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "round-robin";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        settings.as(RoundRobinSettings.class, MethodHandles.lookup());
        return new Rotation(Share.CAPACITY);
    }
}
