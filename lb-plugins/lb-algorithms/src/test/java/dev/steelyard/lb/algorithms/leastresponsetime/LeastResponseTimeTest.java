package dev.steelyard.lb.algorithms.leastresponsetime;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Map;

class LeastResponseTimeTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new LeastResponseTimeFactory();
    }

    @Override
    protected String type() {
        return "least-response-time";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.05;
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("window", 10, "exploration", 0.2, "measure", "last-byte", "failure-penalty", "5s");
    }
}
