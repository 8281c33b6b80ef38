package dev.steelyard.lb.algorithms.load;

import dev.steelyard.lb.algorithms.rotation.Schedule;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.algorithms.rotation.Turns;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.Arrays;

/** Picks the backend with the least {@link Load} of all; among equals the one whose turn it is. */
public final class LeastLoaded implements Algorithm {
    private final Share share;

    public LeastLoaded(Share share) {
        this.share = share;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        double[] shares = share.of(backends);
        Turns turns = Turns.from(previous instanceof Search search ? search.turns() : null, Schedule.of(shares));
        boolean equal = Arrays.stream(shares).allMatch(each -> each == shares[0]);
        Backend[] round = twice(backends);
        return equal ? new FewestInFlight(turns, round) : new LeastLoad(turns, round, Load.ofHalfARequest(shares));
    }

    /** The set one time after the other, so that a walk round it from any place is one run through memory. */
    private static Backend[] twice(BackendSet backends) {
        Backend[] round = new Backend[2 * backends.size()];
        Arrays.setAll(round, i -> backends.get(i % backends.size()));
        return round;
    }

    /**
     * A search that looks at each backend, from the nominated one on round the set, so that equals to its place are taken
     * from everywhere. It stops at a load than which none can be less: an idle pool costs one look.
     *
     * <p>A pick takes as long as 1,000 looks take, so a look is kept to what it needs: searches copy their fields first,
     * since behind each volatile read of a backend's count the JIT would read them again, and ask whether to stop only
     * where a lesser load was found, which is seldom.
     */
    sealed interface Search extends Picker permits FewestInFlight, LeastLoad {
        /** Who is nominated. */
        Turns turns();
    }
}
