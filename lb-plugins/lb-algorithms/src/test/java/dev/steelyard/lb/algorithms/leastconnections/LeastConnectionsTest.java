package dev.steelyard.lb.algorithms.leastconnections;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Set;

class LeastConnectionsTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new LeastConnectionsFactory();
    }

    @Override
    protected String type() {
        return "least-connections";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.02;
    }

    @Override
    protected Set<Trait> lacks() {
        return Set.of(Trait.FOLLOWS_WEIGHTS);
    }
}
