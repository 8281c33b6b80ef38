package dev.steelyard.lb.algorithms.ringhash;

import dev.steelyard.lb.algorithms.hash.ByHash;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code ring-hash}: the next backend on a ring of hashes. */
public final class RingHashFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "ring-hash";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        RingHashSettings read = settings.as(RingHashSettings.class, MethodHandles.lookup());
        return new ByHash(
                backends -> Ring.of(backends, read.points(), read.minimumRingSize()),
                read.key(),
                read.boundedLoad(),
                context.random());
    }
}
