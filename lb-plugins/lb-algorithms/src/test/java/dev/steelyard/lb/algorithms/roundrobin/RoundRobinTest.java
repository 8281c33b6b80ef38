package dev.steelyard.lb.algorithms.roundrobin;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Set;

class RoundRobinTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new RoundRobinFactory();
    }

    @Override
    protected String type() {
        return "round-robin";
    }

    @Override
    protected Set<Trait> lacks() {
        return Set.of(Trait.FOLLOWS_WEIGHTS);
    }

    @Override
    protected double mostOverFairShare() {
        return 1.0001;
    }
}
