package dev.steelyard.lb.algorithms.peakewma;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Map;

class PeakEwmaTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new PeakEwmaFactory();
    }

    @Override
    protected String type() {
        return "peak-ewma";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.05;
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("choices", 4, "decay-time", "3s", "measure", "last-byte", "failure-penalty", "5s");
    }
}
