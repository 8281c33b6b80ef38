package dev.steelyard.lb.algorithms.iphash;

import dev.steelyard.lb.api.ExtensionContext;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.invoke.MethodHandles;

/** Makes {@code ip-hash}: a client's address decides its backend. */
public final class IpHashFactory implements AlgorithmFactory {
    @Override
    public String type() {
        return "ip-hash";
    }

    @Override
    public Algorithm create(Settings settings, ExtensionContext context) {
        IpHashSettings read = settings.as(IpHashSettings.class, MethodHandles.lookup());
        return new IpHash(read.tableSize());
    }
}
