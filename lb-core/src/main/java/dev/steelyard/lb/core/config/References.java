package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.NearestName;
import dev.steelyard.lb.api.settings.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks what one place of a config says of another: names that must exist, addresses that must differ. */
final class References {
    private final HoconTree tree;
    private final List<Problem> problems = new ArrayList<>();

    private References(HoconTree tree) {
        this.tree = tree;
    }

    /** Every name that dangles; looks at the tree, so that they are found in a file with other faults too. */
    static List<Problem> namesIn(HoconTree tree) {
        References references = new References(tree);
        references.checkPresence();
        references.checkRoutes();
        references.problems.addAll(ListenerKeys.problemsIn(tree));
        tree.names("pools").forEach(references::checkBackends);
        return references.problems;
    }

    /** Every address that two would have to share, and every name of a split by which the API could mean two. */
    static List<Problem> clashesIn(LbConfig config, HoconTree tree) {
        References references = new References(tree);
        references.checkBinds(config);
        references.checkSplits(config.routes());
        references.checkSendProxy(config);
        references.checkTls(config);
        return references.problems;
    }

    /** Connections to backends of HTTP carry requests of many clients, so a header at their beginning would lie. */
    private void checkSendProxy(LbConfig config) {
        for (RouteConfig route : config.effectiveRoutes()) {
            poolsOf(route)
                    .distinct()
                    .filter(pool -> config.pools().containsKey(pool))
                    .filter(pool -> config.pools().get(pool).sendProxy() != SendProxy.NONE)
                    .forEach(pool -> problem(
                            "pools." + pool + ".send-proxy",
                            "has no effect for requests, which share connections, and a route sends some here"
                                    + " (expected: a pool that only listeners of tcp and tls use)"));
        }
    }

    /** What is passed on as it is would go in plain text, though the config says otherwise. */
    private void checkTls(LbConfig config) {
        config.listeners().forEach((name, listener) -> {
            if (!listener.protocol().isHttp()) {
                Stream.concat(listener.routes().stream().map(StreamRouteConfig::pool), config.poolOf(listener).stream())
                        .distinct()
                        .filter(pool -> config.pools().containsKey(pool))
                        .filter(pool -> config.pools().get(pool).tls().enabled())
                        .forEach(pool -> problem(
                                "pools." + pool + ".tls",
                                "has no effect for connections that are passed on as they are, and listener " + name
                                        + " passes some on here (expected: a pool that only routes of requests use)"));
            }
        });
    }

    /** Also of one that has none, which is told elsewhere. */
    private static Stream<String> poolsOf(RouteConfig route) {
        Stream<String> own =
                route.pool().isPresent() || route.split().isPresent() ? route.pools().stream() : Stream.empty();
        Stream<String> others = Stream.of(
                        route.fallback().flatMap(FallbackConfig::pool),
                        route.mirror().map(MirrorConfig::pool))
                .flatMap(Optional::stream);
        return Stream.concat(own, others);
    }

    private void checkSplits(List<RouteConfig> routes) {
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).split().isPresent()) {
                checkSplitName("routes[" + i + "]", routes.get(i).effectiveName(), seen);
            }
        }
    }

    private void checkSplitName(String path, String name, Map<String, String> seen) {
        String first = seen.putIfAbsent(name, path);
        if (first != null) {
            String taken = "a route with a split is called '" + name + "' already, " + first;
            problem(path, taken + " (expected: a name of its own)");
        }
    }

    private void checkPresence() {
        List<String> pools = tree.names("pools");
        if (tree.isEmpty("listeners")) {
            problem("listeners", "there is none (expected e.g. listeners.web { bind = \"0.0.0.0:8080\" })");
        }
        if (tree.isEmpty("pools")) {
            problem("pools", "there is none (expected e.g. pools.web { backends = [\"10.0.1.15:8080\"] })");
        } else if (pools.size() > 1 && tree.isEmpty("routes") && ListenerKeys.hasHttp(tree)) {
            String expected = " (expected e.g. routes = [ { pool = " + pools.get(0) + " } ])";
            problem("routes", "there is none, and more than one pool" + expected);
        }
    }

    private void checkRoutes() {
        for (int i = 0; i < tree.size("routes"); i++) {
            String route = "routes[" + i + "]";
            checkTarget(route);
            checkName(route + ".pool", "pool", tree.names("pools"));
            checkName(route + ".mirror.pool", "pool", tree.names("pools"));
            for (int j = 0; j < tree.size(route + ".split.pools"); j++) {
                checkName(route + ".split.pools[" + j + "].pool", "pool", tree.names("pools"));
            }
            checkFallback(route);
            for (int j = 0; j < tree.size(route + ".listeners"); j++) {
                checkName(route + ".listeners[" + j + "]", "listener", tree.names("listeners"));
            }
        }
    }

    /** Here, so that it is told beside what else is wrong with the route. */
    private void checkTarget(String route) {
        boolean block = !tree.names(route).isEmpty();
        if (block && !tree.has(route + ".pool") && !tree.has(route + ".split")) {
            problems.add(new Problem(tree.at(route).origin(), route + ".pool", "required, but missing"));
        }
    }

    private void checkFallback(String route) {
        String path = route + ".fallback.pool";
        checkName(path, "pool", tree.names("pools"));
        String name = tree.text(path);
        if (name != null && name.equals(tree.text(route + ".pool"))) {
            problem(path, "'" + name + "' is the route's own pool (expected: another one)");
        }
    }

    private void checkName(String path, String kind, List<String> known) {
        String name = tree.text(path);
        if (name != null && !known.isEmpty() && !known.contains(name)) {
            String choices = " (known: " + String.join(", ", known) + ")";
            problem(path, "no " + kind + " '" + name + "'" + NearestName.hint(name, known) + choices);
        }
    }

    private void checkBackends(String pool) {
        Map<String, BackendConfig> backends = new ReadableParts(tree).backends(pool);
        Map<String, String> addresses = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        backends.forEach((path, backend) -> {
            String address = backend.hostPort();
            if (!checkUnique(path, address, addresses)) {
                checkUnique(path, "id '" + backend.effectiveId() + "'", ids);
            }
        });
    }

    /** Whether that is a problem. */
    private boolean checkUnique(String path, String value, Map<String, String> seen) {
        String first = seen.putIfAbsent(value, path);
        if (first != null) {
            problem(path, value + " stands there twice; first at " + first);
        }
        return first != null;
    }

    private void checkBinds(LbConfig config) {
        Map<String, BindAddress> takenBy = new LinkedHashMap<>();
        if (config.admin().enabled()) {
            takenBy.put("admin", config.admin().bind());
        }
        config.listeners().forEach((name, listener) -> checkBind("listeners." + name, listener.bind(), takenBy));
    }

    private void checkBind(String path, BindAddress bind, Map<String, BindAddress> takenBy) {
        takenBy.entrySet().stream()
                .filter(taken -> taken.getValue().clashesWith(bind))
                .findFirst()
                .ifPresent(taken ->
                        problem(path + ".bind", bind + " is taken by " + taken.getKey() + ", " + taken.getValue()));
        takenBy.put(path, bind);
    }

    private void problem(String path, String message) {
        problems.add(tree.problem(path, message));
    }
}
