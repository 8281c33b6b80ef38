package dev.steelyard.lb.algorithms.load;

import dev.steelyard.lb.algorithms.rotation.Turns;
import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import java.util.Arrays;

/** The search where shares differ, by {@link Load}. */
final class LeastLoad implements LeastLoaded.Search {
    private final Turns turns;
    private final Backend[] round;
    private final int[] halfARequest;
    private final long least;

    /**
     * @param round the set, twice
     * @param halfARequest what {@link Load} says of its shares, once
     */
    LeastLoad(Turns turns, Backend[] round, int[] halfARequest) {
        this.turns = turns;
        this.round = round;
        this.halfARequest = Arrays.copyOf(halfARequest, round.length);
        System.arraycopy(halfARequest, 0, this.halfARequest, halfARequest.length, halfARequest.length);
        this.least = Arrays.stream(halfARequest).min().orElseThrow();
    }

    @Override
    public Turns turns() {
        return turns;
    }

    @Override
    public Backend pick(RequestView request) {
        return pick(turns.next());
    }

    @Override
    public Explanation explain(RequestView request) {
        Backend[] backends = Arrays.copyOf(round, round.length / 2);
        return Explanation.choosing(
                pick(turns.peek()),
                "the fewest in flight for its weight; among equals the one whose turn it is",
                Load.scores(backends, halfARequest));
    }

    private Backend pick(int nominated) {
        long load = Load.ofNominated(round[nominated], halfARequest[nominated]);
        return load <= least ? round[nominated] : leastBelow(load, nominated);
    }

    /** The least loaded of the others if its load is below a bound, else the nominated one. */
    private Backend leastBelow(long bound, int nominated) {
        Backend[] candidates = round;
        int[] half = halfARequest;
        long enough = least;
        int best = nominated;
        long load = bound;
        for (int i = nominated + 1, end = nominated + candidates.length / 2; i < end; i++) {
            long candidate = Load.ofOther(candidates[i], half[i]);
            if (candidate < load) {
                load = candidate;
                best = i;
                if (load <= enough) {
                    break;
                }
            }
        }
        return candidates[best];
    }
}
