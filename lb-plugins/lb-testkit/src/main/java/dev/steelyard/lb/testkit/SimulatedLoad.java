package dev.steelyard.lb.testkit;

import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * Drives an algorithm as the core does: each pick begins a request, and a bounded number of requests is under way.
 *
 * <p>Before each pick a line of the window is drawn at random and the request on it, if any, ends. So every request lasts equally long on average, and
 * a backend answers at a rate proportional to what it has in flight: an algorithm that balances what is in flight balances
 * picks too. Latencies are reported, not lived: they do not make a request stay longer. One thread.
 */
public final class SimulatedLoad {
    private static final Duration BETWEEN_PICKS = Duration.ofNanos(100_000);

    private final Algorithm algorithm;
    private final FakeContext context;
    private final RandomGenerator random;
    private final FakeBackend[] underWay;
    private final ToLongFunction<Backend> latencyNanos;
    private Function<RandomGenerator, FakeRequest> requests = FakeRequest::fromAnyClient;

    /**
     * @param window how many requests are under way at most, the one being picked for included; at 1 each request ends
     *     before the next begins
     * @param latencyNanos what to report for an answer of a backend
     */
    public SimulatedLoad(
            Algorithm algorithm,
            FakeContext context,
            RandomGenerator random,
            int window,
            ToLongFunction<Backend> latencyNanos) {
        this.algorithm = algorithm;
        this.context = context;
        this.random = random;
        this.underWay = new FakeBackend[window];
        this.latencyNanos = latencyNanos;
    }

    /** The same load with requests of another kind than one from an arbitrary client. */
    public SimulatedLoad withRequests(Function<RandomGenerator, FakeRequest> kind) {
        requests = kind;
        return this;
    }

    /**
     * Sends requests, and ends those still under way after the last.
     *
     * @return how many each backend of the set got, by its place
     * @throws AssertionError if the picker picks a backend outside the set
     */
    public int[] send(int count, FakeBackends backends, Picker picker) {
        int[] picks = new int[backends.size()];
        for (int i = 0; i < count; i++) {
            context.fakeScheduler().advance(BETWEEN_PICKS);
            int line = random.nextInt(underWay.length);
            end(underWay[line]);
            int place = pick(backends, picker);
            picks[place]++;
            underWay[line] = backends.get(place);
            underWay[line].begin();
        }
        endAll();
        return picks;
    }

    private void endAll() {
        for (int line = 0; line < underWay.length; line++) {
            end(underWay[line]);
            underWay[line] = null;
        }
    }

    private int pick(FakeBackends backends, Picker picker) {
        Backend picked = picker.pick(requests.apply(random));
        int place = backends.indexOf(picked);
        if (place < 0) {
            throw new AssertionError("picked " + picked + ", which is not in the set");
        }
        return place;
    }

    private void end(FakeBackend backend) {
        if (backend == null) {
            return;
        }
        backend.end();
        long nanos = latencyNanos.applyAsLong(backend);
        algorithm.onOutcome(backend, new Outcome(Outcome.Result.SUCCESS, 200, nanos, nanos));
    }
}
