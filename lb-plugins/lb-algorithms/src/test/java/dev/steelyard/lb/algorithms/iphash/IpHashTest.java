package dev.steelyard.lb.algorithms.iphash;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Map;

class IpHashTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new IpHashFactory();
    }

    @Override
    protected String type() {
        return "ip-hash";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.05;
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("table-size", 5_003);
    }
}
