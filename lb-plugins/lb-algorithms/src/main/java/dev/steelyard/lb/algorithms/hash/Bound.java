package dev.steelyard.lb.algorithms.hash;

import dev.steelyard.lb.algorithms.rotation.Share;
import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.backend.BackendSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The most that each backend of a set may have in flight, after V. Mirrokni, M. Thorup, M. Zadimoghaddam, "Consistent
 * Hashing with Bounded Loads" (2016): with {@code m} requests in flight, the new one counted, one of share {@code s} may
 * have {@code ⌈factor × m × s⌉} of them.
 *
 * <p>The bounds add up to more than {@code m}, so there is always a backend below its own. Requests that are being picked
 * for at the same moment do not see each other: a backend may be over its bound by as many as there are. Any thread.
 */
public final class Bound {
    /** A share of 1/5 is a little more in binary, and a fifth of 25 would be rounded up to 6. */
    private static final double ROUNDING = 1 - 1e-12;

    private final Backend[] backends;
    private final double[] shares;
    private final double factor;

    Bound(BackendSet set, BoundedLoad setting) {
        double[] weights = Share.WEIGHT.of(set);
        double total = Arrays.stream(weights).sum();
        backends = new Backend[set.size()];
        Arrays.setAll(backends, set::get);
        shares = Arrays.stream(weights).map(weight -> weight / total * ROUNDING).toArray();
        factor = setting.factor();
    }

    /** Whether a backend has nothing in flight: then it may have one more, whatever the others have. */
    public boolean isIdle(int place) {
        return backends[place].inFlight() == 0;
    }

    /** What the bounds of all backends add up to before rounding: one look at each, about 1 ns a backend. */
    public double allowedLoad() {
        long inFlight = 1;
        for (Backend backend : backends) {
            inFlight += backend.inFlight();
        }
        return factor * inFlight;
    }

    /** Whether a backend may have one more, by its share of the {@link #allowedLoad()}. */
    public boolean admits(int place, double allowedLoad) {
        return backends[place].inFlight() < Math.ceil(allowedLoad * shares[place]);
    }

    /** What each has and may have, by id, in words. */
    Map<String, String> scores() {
        double allowed = allowedLoad();
        Map<String, String> scores = new HashMap<>();
        for (int place = 0; place < backends.length; place++) {
            int most = (int) Math.ceil(allowed * shares[place]);
            scores.put(backends[place].id(), backends[place].inFlight() + " of " + most + " in flight");
        }
        return scores;
    }

    /** The backend with the fewest requests in flight for its weight. */
    public int leastLoaded() {
        int least = 0;
        double load = Double.POSITIVE_INFINITY;
        for (int place = 0; place < backends.length; place++) {
            double candidate = backends[place].inFlight() / shares[place];
            if (candidate < load) {
                load = candidate;
                least = place;
            }
        }
        return least;
    }
}
