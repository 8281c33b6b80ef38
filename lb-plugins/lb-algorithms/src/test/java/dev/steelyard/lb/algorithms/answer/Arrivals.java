package dev.steelyard.lb.algorithms.answer;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.FakeBackends;
import dev.steelyard.lb.testkit.FakeClock;
import dev.steelyard.lb.testkit.FakeRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Requests that arrive at a fixed rate and last as long as their backend takes, in simulated time: what is slow piles up in
 * flight, as in life. Times are exponential around each backend's mean.
 */
public final class Arrivals {
    private final SplittableRandom random;
    private final Algorithm algorithm;
    private final FakeBackends backends;
    private final long everyNanos;
    private final PriorityQueue<Ending> underWay = new PriorityQueue<>(Comparator.comparingLong(Ending::at));
    private final FakeClock clock;

    private record Ending(long at, FakeBackend backend, long took) {}

    public Arrivals(long seed, Algorithm algorithm, FakeBackends backends, long everyNanos) {
        this(seed, algorithm, backends, everyNanos, new FakeClock());
    }

    /**
     * @param clock of the algorithm, which is moved on with the requests
     */
    public Arrivals(long seed, Algorithm algorithm, FakeBackends backends, long everyNanos, FakeClock clock) {
        this.random = new SplittableRandom(seed + 1_000); // not the numbers that the algorithm draws
        this.algorithm = algorithm;
        this.backends = backends;
        this.everyNanos = everyNanos;
        this.clock = clock;
    }

    /** Sends requests; returns the part of them that each backend got. */
    public double[] send(int count, Picker picker, double... meanNanos) {
        double[] shares = new double[backends.size()];
        for (int i = 0; i < count; i++) {
            endUntil(clock.nanoTime() + everyNanos);
            int place = backends.indexOf(picker.pick(FakeRequest.get()));
            shares[place] += 1.0 / count;
            long took = (long) (-Math.log(1 - random.nextDouble()) * meanNanos[place]);
            backends.get(place).begin();
            underWay.add(new Ending(clock.nanoTime() + took, backends.get(place), took));
        }
        return shares;
    }

    private void endUntil(long time) {
        while (!underWay.isEmpty() && underWay.peek().at <= time) {
            Ending ended = underWay.poll();
            clock.advance(Duration.ofNanos(ended.at - clock.nanoTime()));
            ended.backend.end();
            algorithm.onOutcome(ended.backend, new Outcome(Outcome.Result.SUCCESS, 200, ended.took, ended.took));
        }
        clock.advance(Duration.ofNanos(time - clock.nanoTime()));
    }
}
