package dev.steelyard.lb.algorithms.rendezvous;

import dev.steelyard.lb.algorithms.hash.ByHash;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code rendezvous}: the backend that wins a race of hashes for the key. */
public final class RendezvousFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "rendezvous";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        RendezvousSettings read = settings.as(RendezvousSettings.class, MethodHandles.lookup());
        return new ByHash(Contest::of, read.key(), read.boundedLoad(), context.random());
    }
}
