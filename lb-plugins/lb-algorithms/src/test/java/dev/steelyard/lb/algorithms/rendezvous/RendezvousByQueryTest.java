package dev.steelyard.lb.algorithms.rendezvous;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.Map;
import java.util.random.RandomGenerator;

class RendezvousByQueryTest extends AlgorithmContract {
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
        return Map.of("key", "query:user");
    }

    @Override
    protected FakeRequest nextRequest(RandomGenerator random) {
        return FakeRequest.get().target("GET", "/", "page=1&user=" + random.nextLong() + "&sort=up");
    }
}
