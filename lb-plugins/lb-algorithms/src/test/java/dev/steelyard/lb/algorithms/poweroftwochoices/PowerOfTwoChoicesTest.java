package dev.steelyard.lb.algorithms.poweroftwochoices;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;

class PowerOfTwoChoicesTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new PowerOfTwoChoicesFactory();
    }

    @Override
    protected String type() {
        return "power-of-two-choices";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.05;
    }
}
