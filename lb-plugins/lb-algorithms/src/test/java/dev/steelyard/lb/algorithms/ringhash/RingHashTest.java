package dev.steelyard.lb.algorithms.ringhash;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Map;

class RingHashTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new RingHashFactory();
    }

    @Override
    protected String type() {
        return "ring-hash";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.05;
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("key", "header:X-User", "points", 3, "minimum-ring-size", 5_000, "bounded-load", 1.5);
    }

    /** Weights of 5/1/1 make a ring of the least size: 65,536 points bring shares within 5 % of them, where 1,024 do not. */
    @Override
    protected Map<String, ?> requiredSettings() {
        return Map.of("minimum-ring-size", 65_536);
    }
}
