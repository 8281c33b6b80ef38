package dev.steelyard.lb.algorithms.maglev;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Map;

class MaglevTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new MaglevFactory();
    }

    @Override
    protected String type() {
        return "maglev";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.05;
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("key", "path", "table-size", 5_003, "bounded-load", 1.5);
    }
}
