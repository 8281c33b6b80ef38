package dev.steelyard.lb.algorithms.leastresponsetime;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code least-response-time}: backends that answered faster lately get more. */
public final class LeastResponseTimeFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "least-response-time";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        LeastResponseTimeSettings read = settings.as(LeastResponseTimeSettings.class, MethodHandles.lookup());
        return new LeastResponseTime(read, context.random());
    }
}
