package dev.steelyard.lb.algorithms.weightedroundrobin;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;

class WeightedRoundRobinTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new WeightedRoundRobinFactory();
    }

    @Override
    protected String type() {
        return "weighted-round-robin";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.0001;
    }
}
