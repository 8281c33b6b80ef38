package dev.steelyard.lb.algorithms.weightedleastconnections;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;

class WeightedLeastConnectionsTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new WeightedLeastConnectionsFactory();
    }

    @Override
    protected String type() {
        return "weighted-least-connections";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.02;
    }
}
