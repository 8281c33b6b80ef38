package dev.steelyard.lb.core.routing;

import dev.steelyard.lb.api.request.RequestView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The routes of one listener, first match first.
 *
 * <p>For every host that a route names there is a list of the routes that hold for it, so a table of many hosts costs one
 * hash look-up. Immutable; any thread; finding allocates nothing.
 */
public final class RouteTable {
    private final Map<String, Route[]> byHost = new HashMap<>();
    private final Route[] forOtherHosts;

    /**
     * @param routes in the order in which they are tried
     */
    public RouteTable(List<Route> routes) {
        for (Route route : routes) {
            String host = route.match().exactHost();
            if (host != null) {
                byHost.computeIfAbsent(host, name -> holdingFor(name, routes));
            }
        }
        forOtherHosts = routes.stream()
                .filter(route -> route.match().exactHost() == null)
                .toArray(Route[]::new);
    }

    private static Route[] holdingFor(String host, List<Route> routes) {
        return routes.stream().filter(route -> route.match().matchesHost(host)).toArray(Route[]::new);
    }

    /** The first route that holds for a request, or {@code null}. */
    public Route find(RequestView request) {
        String host = request.host();
        Route[] known = byHost.get(host);
        for (Route route : known != null ? known : forOtherHosts) {
            if ((known != null || route.match().matchesHost(host))
                    && route.match().matchesRest(request)) {
                return route;
            }
        }
        return null;
    }
}
