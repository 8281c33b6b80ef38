package dev.steelyard.lb.algorithms.random;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;

class RandomTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new RandomFactory();
    }

    @Override
    protected String type() {
        return "random";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.05;
    }
}
