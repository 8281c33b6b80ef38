package dev.steelyard.lb.algorithms.peakewma;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code peak-ewma}: of some drawn by weight, the one that costs least in response time and load. */
public final class PeakEwmaFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "peak-ewma";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        PeakEwmaSettings read = settings.as(PeakEwmaSettings.class, MethodHandles.lookup());
        return new PeakEwma(read, context.nanoTime(), context.random());
    }
}
