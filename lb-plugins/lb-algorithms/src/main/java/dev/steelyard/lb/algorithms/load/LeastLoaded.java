package dev.steelyard.lb.algorithms.load;

import dev.steelyard.lb.algorithms.rotation.Schedule;
import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.algorithms.rotation.Turns;
import dev.steelyard.lb.api.algorithm.Algorithm;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import dev.steelyard.lb.api.request.RequestView;
import java.util.Arrays;

/** Picks the backend with the least {@link Load} of all; among equals the one whose turn it is. */
public final class LeastLoaded implements Algorithm {
    private final Share share;

    public LeastLoaded(Share share) {
        this.share = share;
    }

    @Override
    public Picker newPicker(BackendSet backends, Picker previous) {
        Turns before = previous instanceof LeastLoadedPicker leastLoaded ? leastLoaded.turns : null;
        return new LeastLoadedPicker(backends, share.of(backends), before);
    }

    private static final class LeastLoadedPicker implements Picker {
        private final Turns turns;
        private final Backend[] backends;
        private final int[] halfARequest;
        private final long least;

        LeastLoadedPicker(BackendSet set, double[] shares, Turns before) {
            turns = Turns.from(before, Schedule.of(shares));
            backends = new Backend[set.size()];
            Arrays.setAll(backends, set::get);
            halfARequest = Load.ofHalfARequest(shares);
            least = Arrays.stream(halfARequest).min().orElseThrow();
        }

        /**
         * Looks at each backend, from the nominated one on round the set, so that equals to its place are taken from
         * everywhere. Stops at a load than which none can be less: an idle pool costs one look.
         */
        @Override
        public Backend pick(RequestView request) {
            int nominated = turns.next();
            long load = Load.ofNominated(backends[nominated], halfARequest[nominated]);
            if (load <= least) {
                return backends[nominated];
            }
            int after = leastBelow(load, nominated + 1, backends.length, nominated);
            long loadAfter = after == nominated ? load : Load.ofOther(backends[after], halfARequest[after]);
            return backends[loadAfter <= least ? after : leastBelow(loadAfter, 0, nominated, after)];
        }

        /**
         * The least loaded from one place up to another if its load is below a bound, else {@code other}.
         *
         * <p>The fields are read once: behind each volatile read of a backend's count the JIT would read them again.
         */
        private int leastBelow(long bound, int from, int to, int other) {
            Backend[] candidates = backends;
            int[] half = halfARequest;
            long enough = least;
            int best = other;
            long load = bound;
            for (int i = from; i < to && load > enough; i++) {
                long candidate = Load.ofOther(candidates[i], half[i]);
                if (candidate < load) {
                    load = candidate;
                    best = i;
                }
            }
            return best;
        }
    }
}
