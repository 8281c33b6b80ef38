package dev.steelyard.lb.algorithms.ringhash;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Map;

class BoundedRingHashTest extends AlgorithmContract {
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

    /** As fine as without the bound, see {@link RingHashTest}. */
    @Override
    protected Map<String, ?> requiredSettings() {
        return Map.of("bounded-load", 1.25, "minimum-ring-size", 65_536);
    }
}
