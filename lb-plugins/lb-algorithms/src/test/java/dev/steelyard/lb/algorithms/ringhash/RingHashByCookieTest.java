package dev.steelyard.lb.algorithms.ringhash;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import dev.steelyard.lb.testkit.AlgorithmContract;
import dev.steelyard.lb.testkit.FakeRequest;
import java.util.Map;
import java.util.random.RandomGenerator;

class RingHashByCookieTest extends AlgorithmContract {
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

    @Override
    protected Map<String, ?> requiredSettings() {
        return Map.of("key", "cookie:SID", "minimum-ring-size", 65_536);
    }

    @Override
    protected FakeRequest nextRequest(RandomGenerator random) {
        FakeRequest request = FakeRequest.get();
        request.setHeader("Cookie", "theme=dark; SID=" + random.nextLong() + "; lang=en");
        return request;
    }
}
