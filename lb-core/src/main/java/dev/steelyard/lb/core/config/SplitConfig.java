package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the requests of a route are shared between pools.
 *
 * @param pools who gets how much
 * @param sticky what keeps a client with a pool
 * @param cookie the name of the cookie, if that does
 * @param canary how one of two pools gets more and more by itself; it does not if absent
 */
public record SplitConfig(
        List<PoolShare> pools,
        @Default("none") Sticky sticky,
        @Default("LB_SPLIT") String cookie,
        Optional<CanaryConfig> canary) {

    /** What keeps a client with a pool. */
    public enum Sticky {
        NONE,
        COOKIE,
        CLIENT_ADDRESS
    }

    /**
     * A part of a split.
     *
     * @param pool the pool's name
     * @param weight its part relative to the others; 0 for nothing
     */
    public record PoolShare(
            String pool, @Min("0") @Max("65535") int weight) {}

    public SplitConfig {
        Set<String> names = new HashSet<>();
        for (PoolShare share : pools) {
            if (!names.add(share.pool())) {
                throw new IllegalArgumentException("pools: '" + share.pool() + "' stands there twice");
            }
        }
        if (pools.stream().allMatch(share -> share.weight() == 0)) {
            throw new IllegalArgumentException("pools: no weight is above 0 (expected: at least one)");
        }
        if (!cookie.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")) {
            throw new IllegalArgumentException("cookie: '" + cookie + "' (expected: the name of a cookie)");
        }
        if (canary.isPresent()
                && (names.size() != 2 || !names.contains(canary.get().pool()))) {
            throw new IllegalArgumentException("canary: its pool and one other have to share (pools: "
                    + String.join(", ", pools.stream().map(PoolShare::pool).toList()) + ")");
        }
    }
}
