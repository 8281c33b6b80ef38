package dev.steelyard.lb.algorithms.rendezvous;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import java.util.Map;

class BoundedRendezvousTest extends AlgorithmContract {
    @Override
    protected AlgorithmFactory factory() {
        return new RendezvousFactory();
    }

    @Override
    protected String type() {
        return "rendezvous";
    }

    @Override
    protected double mostOverFairShare() {
        return 1.05;
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("key", "host", "bounded-load", 1.5);
    }

    @Override
    protected Map<String, ?> requiredSettings() {
        return Map.of("bounded-load", 1.25);
    }
}
