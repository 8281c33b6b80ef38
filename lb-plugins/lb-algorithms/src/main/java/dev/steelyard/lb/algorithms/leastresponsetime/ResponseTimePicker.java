package dev.steelyard.lb.algorithms.leastresponsetime;

import dev.steelyard.lb.algorithms.draw.AliasTable;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Picks by lot, with odds of about weight over cost, where cost is average response time times load.
 *
 * <p>Odds, not the least cost: were the cheapest picked each time, one slow answer would end a backend's traffic, no answer
 * would ever correct its average, and identical backends would stay apart by chance.
 *
 * <p>The draw takes a few steps of the Metropolis-Hastings rule (W. K. Hastings 1970): draw a backend by weight, then
 * another, and go over to it surely if it costs less, else with probability {@code cost of this / cost of other}. The odds
 * of where that ends approach weight over cost as steps are made, at a constant price a step; nothing needs the costs of
 * all, which change with every answer. Three steps leave 3 % of the way open in a pool of three, where one more would save
 * 2 %. With equal costs the odds are exactly the weights.
 */
final class ResponseTimePicker implements Picker {
    private static final int STEPS = 3;

    private final BackendSet backends;
    private final RecentAnswers[] answers;
    private final double[] loadPerRequest;
    private final AliasTable table;
    private final double exploration;
    private final RandomGenerator random;

    ResponseTimePicker(BackendSet backends, RecentAnswers[] answers, double exploration, RandomGenerator random) {
        double[] weights = Share.WEIGHT.of(backends);
        this.backends = backends;
        this.answers = answers;
        this.loadPerRequest = loadPerRequest(weights);
        this.table = AliasTable.of(weights);
        this.exploration = exploration;
        this.random = random;
    }

    /** In units of what a backend of mean weight has with one request: so 1 + load does not depend on the weights' scale. */
    private static double[] loadPerRequest(double[] weights) {
        double mean = Arrays.stream(weights).average().orElseThrow();
        return Arrays.stream(weights).map(weight -> mean / weight).toArray();
    }

    @Override
    public Backend pick(RequestView request) {
        int place = table.draw(random);
        if (random.nextDouble() >= exploration) {
            for (int step = 0; step < STEPS; step++) {
                int other = table.draw(random);
                place = goesOver(place, other) ? other : place;
            }
        }
        return backends.get(place);
    }

    @Override
    public Explanation explain(RequestView request) {
        Map<String, String> scores = new HashMap<>();
        for (int i = 0; i < answers.length; i++) {
            double nanos = answers[i].average();
            String time = nanos == 0 ? "no answer yet" : String.format(Locale.ROOT, "%.3f ms on average", nanos / 1e6);
            scores.put(backends.get(i).id(), time + ", " + backends.get(i).inFlight() + " in flight");
        }
        return Explanation.byLot("by lot, with odds of weight over time and load", scores);
    }

    private boolean goesOver(int from, int to) {
        double odds = (1 + load(from)) / (1 + load(to)) * timeRatio(from, to);
        return odds >= 1 || random.nextDouble() < odds;
    }

    private double load(int place) {
        return backends.get(place).inFlight() * loadPerRequest[place];
    }

    /** A backend that has not answered yet counts as fast as the one it is compared with. */
    private double timeRatio(int from, int to) {
        double fromNanos = answers[from].average();
        double toNanos = answers[to].average();
        return fromNanos == 0 || toNanos == 0 ? 1 : fromNanos / toNanos;
    }

    /** What is remembered of a backend of this picker's set, or {@code null} if it is not in it. */
    RecentAnswers answersOf(Backend backend) {
        int place = backends.indexOf(backend);
        return place < 0 ? null : answers[place];
    }

    /** What is remembered under an id, or {@code null}. */
    RecentAnswers answersOf(String id) {
        Backend backend = backends.byId(id);
        return backend == null ? null : answersOf(backend);
    }
}
