package dev.steelyard.lb.algorithms.maglev;

import dev.steelyard.lb.algorithms.hash.ByHash;
import dev.steelyard.lb.algorithms.hash.MaglevTable;
import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code maglev}: a key of the request looked up in a Maglev table. */
public final class MaglevFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "maglev";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        MaglevSettings read = settings.as(MaglevSettings.class, MethodHandles.lookup());
        return new ByHash(
                backends -> MaglevTable.of(backends, read.tableSize()),
                read.key(),
                read.boundedLoad(),
                context.random());
    }
}
