package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.request.RequestView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Routes by the path they name: a hash table of path stems, looked up for every part of a requested path that ends before a
 * slash or at its end.
 *
 * <p>The hash of a part is that of the part before and the characters between, so all of them cost one pass over the path,
 * up to the longest stem: a request cannot make the search longer than the config does.
 */
final class RoutesByPath {
    private final RankedRoute[] forAllPaths;
    private final Stem[] table;
    private final int longest;

    /** The routes of one stem, and the next stem of the same slot. */
    private record Stem(String text, int hash, RankedRoute[] routes, Stem next) {}

    /**
     * @param routes by rank
     */
    RoutesByPath(List<RankedRoute> routes) {
        Map<String, List<RankedRoute>> byStem = new HashMap<>();
        for (RankedRoute route : routes) {
            byStem.computeIfAbsent(route.route().match().pathStem(), unseen -> new ArrayList<>())
                    .add(route);
        }
        List<RankedRoute> pathless = byStem.remove("");
        forAllPaths = pathless == null ? RankedRoute.NONE : pathless.toArray(RankedRoute.NONE);
        longest = byStem.keySet().stream().mapToInt(String::length).max().orElse(0);
        table = new Stem[Math.max(1, Integer.highestOneBit(byStem.size()) << 1)];
        byStem.forEach(this::add);
    }

    private void add(String stem, List<RankedRoute> routes) {
        int hash = stem.hashCode();
        table[slot(hash)] = new Stem(stem, hash, routes.toArray(RankedRoute.NONE), table[slot(hash)]);
    }

    /** Low bits alone would let hashes of paths that differ in a late digit only share slots; as in {@link HashMap}. */
    private int slot(int hash) {
        return (hash ^ hash >>> 16) & (table.length - 1);
    }

    /**
     * The first that holds for a request and comes before another, else that other.
     *
     * @param before {@code null} if there is none
     */
    RankedRoute first(RequestView request, RankedRoute before) {
        RankedRoute first = RankedRoute.first(forAllPaths, request, before);
        String path = request.path();
        int hash = 0;
        for (int end = 1; end <= longest && end <= path.length(); end++) {
            hash = 31 * hash + path.charAt(end - 1); // the one of String
            if (end == path.length() || path.charAt(end) == '/') {
                first = RankedRoute.first(routesOf(path, end, hash), request, first);
            }
        }
        return first;
    }

    private RankedRoute[] routesOf(String path, int end, int hash) {
        for (Stem stem = table[slot(hash)]; stem != null; stem = stem.next) {
            if (stem.hash == hash && stem.text.length() == end && path.startsWith(stem.text)) {
                return stem.routes;
            }
        }
        return RankedRoute.NONE;
    }
}
