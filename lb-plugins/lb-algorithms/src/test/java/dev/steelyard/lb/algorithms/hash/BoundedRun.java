package dev.steelyard.lb.algorithms.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeBackends;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Requests that begin and end at random, each placed within a bound, which is checked on every one. */
final class BoundedRun {
    private static final int WINDOW = 300;
    private static final int REQUESTS = 20_000;

    private final FakeBackends backends;
    private final Places places;
    private final Bound bound;
    private final double factor;
    private final double totalWeight;
    private final ToLongFunction<SplittableRandom> keys;
    private final SplittableRandom random = new SplittableRandom(8);
    private final FakeBackend[] underWay = new FakeBackend[WINDOW];
    private int inFlight;
    private int passedOver;

    BoundedRun(PlacesContract contract, FakeBackends backends, double factor, ToLongFunction<SplittableRandom> keys) {
        this.backends = backends;
        this.places = contract.places(backends);
        this.bound = new Bound(backends, new BoundedLoad(factor));
        this.factor = factor;
        this.totalWeight = IntStream.range(0, backends.size())
                .mapToDouble(backends::weight)
                .sum();
        this.keys = keys;
    }

    void run() {
        for (int i = 0; i < REQUESTS; i++) {
            int line = random.nextInt(WINDOW);
            end(line);
            begin(line);
        }
        assertThat(passedOver).as("requests that the bound sent elsewhere").isGreaterThan(REQUESTS / 20);
        IntStream.range(0, WINDOW).forEach(this::end);
    }

    private void begin(int line) {
        long key = keys.applyAsLong(random);
        int place = places.of(key, bound);
        passedOver += place == places.of(key) ? 0 : 1;
        underWay[line] = backends.get(place);
        underWay[line].begin();
        inFlight++;
        double most = Math.ceil(factor * inFlight * backends.weight(place) / totalWeight - 1e-9);
        assertThat((double) underWay[line].inFlight())
                .as("in flight of %s of weight %s of %s", underWay[line], backends.weight(place), inFlight)
                .isLessThanOrEqualTo(most);
    }

    private void end(int line) {
        if (underWay[line] != null) {
            underWay[line].end();
            underWay[line] = null;
            inFlight--;
        }
    }
}
