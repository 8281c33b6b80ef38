package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.api.request.ResponseHeaders;
import dev.steelyard.lb.core.config.SplitConfig;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Pools that share the requests of a route by weight.
 *
 * <p>A sticky client is tied to a place in the whole, not to a pool: when a weight changes, just those clients move whose
 * places change hands, and a canary that is rolled back keeps nobody.
 */
public final class Split implements Target {
    private final SplitState state;
    private final List<Share> shares;
    private final Share[] byIndex;
    private final SplitConfig.Sticky sticky;
    private final String cookie;
    private final RandomGenerator random;

    /**
     * @param shares one for each pool of the config, in its order
     */
    public Split(SplitState state, List<Share> shares, RandomGenerator random) {
        this.state = state;
        this.shares = List.copyOf(shares);
        this.byIndex = shares.toArray(new Share[0]);
        this.sticky = state.config().sticky();
        this.cookie = state.config().cookie();
        this.random = random;
    }

    @Override
    public Share choose(RequestView request) {
        long place = place(request);
        return byIndex[place < 0 ? state.next() : state.weights().owner(place)];
    }

    @Override
    public Share peek(RequestView request) {
        long place = place(request);
        return place < 0 ? null : byIndex[state.weights().owner(place)];
    }

    /** The place that a request is tied to, or -1. */
    private long place(RequestView request) {
        return switch (sticky) {
            case NONE -> -1;
            case COOKIE -> parsed(request.cookie(cookie));
            case CLIENT_ADDRESS -> mixed(request.clientAddressHash()) >>> 32;
        };
    }

    /** The finisher of MurmurHash3: each bit of an address moves each bit of the place. */
    private static long mixed(long hash) {
        long mixed = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }

    /** The place that a cookie tells, or -1. */
    private static long parsed(String value) {
        if (value == null || value.length() != 8) {
            return -1;
        }
        long place = 0;
        for (int i = 0; i < 8; i++) {
            int digit = Character.digit(value.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            place = place << 4 | digit;
        }
        return place;
    }

    @Override
    public void remember(RequestView request, Share chosen, ResponseHeaders response) {
        if (sticky != SplitConfig.Sticky.COOKIE || parsed(request.cookie(cookie)) >= 0) {
            return;
        }
        long place = state.weights().placeOf(shares.indexOf(chosen), random.nextLong());
        if (place >= 0) {
            String secure = request.secure() ? "; Secure" : "";
            String value = "%08x".formatted(place);
            response.add("Set-Cookie", cookie + "=" + value + "; Path=/; HttpOnly; SameSite=Lax" + secure);
        }
    }

    @Override
    public List<Share> shares() {
        return shares;
    }
}
