package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.request.RequestView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The routes of one listener, first match first.
 *
 * <p>Every route lies in one place: under the one host it names, else with those for several hosts, and there under its
 * path. So a table of many hosts or many paths costs a few hash look-ups. Immutable; any thread; finding allocates nothing.
 */
public final class RouteTable {
    private final Map<String, RoutesByPath> byHost = new HashMap<>();
    private final RoutesByPath forSeveralHosts;
    private final TableUse use;
    private final List<Route> inOrder;

    /**
     * @param routes in the order in which they are tried
     * @param use counts the requests that go by this table and those made with it
     */
    public RouteTable(List<Route> routes, TableUse use) {
        this.use = use;
        Map<String, List<RankedRoute>> exact = new HashMap<>();
        List<RankedRoute> others = new ArrayList<>();
        for (int rank = 0; rank < routes.size(); rank++) {
            Route route = routes.get(rank);
            String host = route.match().exactHost();
            List<RankedRoute> place = host == null ? others : exact.computeIfAbsent(host, unseen -> new ArrayList<>());
            place.add(new RankedRoute(rank, route));
        }
        exact.forEach((host, ranked) -> byHost.put(host, new RoutesByPath(ranked)));
        forSeveralHosts = new RoutesByPath(others);
        inOrder = List.copyOf(routes);
    }

    /** Takes a request in until {@link #leave()}; false if newer tables have taken over. */
    public boolean enter() {
        return use.enter();
    }

    /** A request that was taken in has ended. */
    public void leave() {
        use.leave();
    }

    /** The first route that holds for a request, or {@code null}. */
    public Route find(RequestView request) {
        RoutesByPath ofHost = byHost.get(request.host());
        RankedRoute found = ofHost == null ? null : ofHost.first(request, null);
        RankedRoute first = forSeveralHosts.first(request, found);
        return first == null ? null : first.route();
    }

    /** All routes in their order, up to the one that holds for a request, and why the others do not. For people. */
    public List<Consideration> consider(RequestView request) {
        List<Consideration> considered = new ArrayList<>();
        for (Route route : inOrder) {
            Optional<String> mismatch = route.match().mismatch(request);
            considered.add(new Consideration(route, mismatch));
            if (mismatch.isEmpty()) {
                break;
            }
        }
        return considered;
    }
}
