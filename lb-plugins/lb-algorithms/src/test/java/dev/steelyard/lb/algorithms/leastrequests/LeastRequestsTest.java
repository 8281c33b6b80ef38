package dev.steelyard.lb.algorithms.leastrequests;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Map;

class LeastRequestsTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new LeastRequestsFactory();
    }

    @Override
    protected String type() {
        return "least-requests";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.05;
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("choices", 4, "active-request-bias", 2.0);
    }
}
