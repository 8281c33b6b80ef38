package dev.steelyard.lb.algorithms.peakewma;

import dev.steelyard.lb.algorithms.draw.Candidates;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Draws some backends by weight and picks the one of least cost: its response time times what it would have in flight, over
 * its weight.
 *
 * <p>A backend that has not answered lately is forgotten to be slow, else it would never be tried again. It is not taken for
 * faster than half the pool's average by that: one that hangs does not answer either, and with each request it is given it
 * costs more.
 *
 * <p>The backend drawn first is there by its weight already. Its own request would count by the weight once more, and a pool
 * of weights 5/1/1 with little to do would send 95 % to the first and not 71 %: so it counts no more on the one drawn first
 * than on the one it is compared with. Between equal weights that changes nothing.
 */
final class PeakEwmaPicker implements Picker {
    private static final double FASTEST_UNTRIED = 0.5;

    private final BackendSet backends;
    private final AverageTime[] answers;
    private final AverageTime answersOfPool;
    private final Ticks ticks;
    private final int choices;
    private final double[] perWeight;
    private final Candidates candidates;

    PeakEwmaPicker(
            BackendSet backends,
            AverageTime[] answers,
            AverageTime answersOfPool,
            Ticks ticks,
            int choices,
            RandomGenerator random) {
        double[] weights = Share.WEIGHT.of(backends);
        this.backends = backends;
        this.answers = answers;
        this.answersOfPool = answersOfPool;
        this.ticks = ticks;
        this.choices = Math.min(choices, backends.size());
        this.perWeight = Arrays.stream(weights).map(weight -> 1 / weight).toArray();
        this.candidates = new Candidates(weights, random);
    }

    @Override
    public Backend pick(RequestView request) {
        int now = ticks.now();
        double average = answersOfPool.nanos();
        int first = candidates.draw();
        int best = first;
        double nanos = nanos(best, now, average);
        for (int look = 1; look < choices; look++) {
            int other = candidates.other(best);
            double otherNanos = nanos(other, now, average);
            double own = best == first ? Math.min(perWeight[best], perWeight[other]) : perWeight[best];
            if (otherNanos * (perWeight[other] + load(other)) < nanos * (own + load(best))) {
                best = other;
                nanos = otherNanos;
            }
        }
        return backends.get(best);
    }

    @Override
    public Explanation explain(RequestView request) {
        int now = ticks.now();
        double average = answersOfPool.nanos();
        Map<String, String> scores = new HashMap<>();
        for (int i = 0; i < answers.length; i++) {
            boolean unknown = answers[i].nanos() == 0;
            String time = unknown
                    ? "no answer yet"
                    : String.format(Locale.ROOT, "%.3f ms of late at worst", nanos(i, now, average) / 1e6);
            scores.put(backends.get(i).id(), time + ", " + backends.get(i).inFlight() + " in flight");
        }
        return Explanation.byLot("the least time and load for its weight of " + choices + " drawn by weight", scores);
    }

    /** Who has never answered counts as the average, and before any answer as a nanosecond: then load alone decides. */
    private double nanos(int place, int now, double average) {
        return answers[place].nanos(now, FASTEST_UNTRIED * average, Math.max(1, average));
    }

    private double load(int place) {
        return backends.get(place).inFlight() * perWeight[place];
    }

    /** What is remembered of a backend of this picker's set, or {@code null} if it is not in it. */
    AverageTime answersOf(Backend backend) {
        int place = backends.indexOf(backend);
        return place < 0 ? null : answers[place];
    }

    /** What is remembered under an id, or {@code null}. */
    AverageTime answersOf(String id) {
        Backend backend = backends.byId(id);
        return backend == null ? null : answersOf(backend);
    }

    /** The average over all backends, of successful answers. */
    AverageTime answersOfPool() {
        return answersOfPool;
    }

    Duration decayTime() {
        return ticks.decayTime();
    }
}
