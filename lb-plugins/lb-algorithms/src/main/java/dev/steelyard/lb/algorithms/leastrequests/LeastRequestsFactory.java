package dev.steelyard.lb.algorithms.leastrequests;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code least-requests}: of some drawn by weight, the one with the fewest requests for its weight. */
public final class LeastRequestsFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "least-requests";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        LeastRequestsSettings read = settings.as(LeastRequestsSettings.class, MethodHandles.lookup());
        return new LeastRequests(read.choices(), read.activeRequestBias(), context.random());
    }
}
