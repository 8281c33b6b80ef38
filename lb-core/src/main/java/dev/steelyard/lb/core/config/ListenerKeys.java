package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.NearestName;
import dev.steelyard.lb.api.settings.Problem;
import java.util.ArrayList;
import java.util.List;

/** Checks that listeners have the keys that their protocol knows: others would be read and have no effect. */
final class ListenerKeys {
    private static final List<String> OF_HTTP = List.of(
            "trusted-proxies",
            "tls",
            "hsts",
            "redirect-to-https",
            "limits.max-header-size",
            "limits.max-uri-size",
            "limits.max-body-size",
            "limits.min-body-rate");

    private final HoconTree tree;
    private final List<Problem> problems = new ArrayList<>();

    private ListenerKeys(HoconTree tree) {
        this.tree = tree;
    }

    /** Every key that its listener does not know, and every pool that there is not. */
    static List<Problem> problemsIn(HoconTree tree) {
        ListenerKeys keys = new ListenerKeys(tree);
        tree.names("listeners").forEach(keys::check);
        for (int i = 0; i < tree.size("routes"); i++) {
            for (int j = 0; j < tree.size("routes[" + i + "].listeners"); j++) {
                keys.checkListenerOfRoute("routes[" + i + "].listeners[" + j + "]");
            }
        }
        return keys.problems;
    }

    /** Whether any listener reads requests. */
    static boolean hasHttp(HoconTree tree) {
        return tree.names("listeners").stream().anyMatch(name -> isHttp(protocol(tree, name)));
    }

    private static String protocol(HoconTree tree, String listener) {
        String word = tree.text("listeners." + listener + ".protocol");
        return word == null ? "http" : word;
    }

    private static boolean isHttp(String protocol) {
        return protocol.startsWith("http");
    }

    private void check(String listener) {
        String path = "listeners." + listener;
        String protocol = protocol(tree, listener);
        if (isHttp(protocol)) {
            noEffect(path + ".pool", protocol, "routes = [ { listeners = [" + listener + "], pool = … } ]");
        } else {
            OF_HTTP.forEach(key -> noEffect(path + "." + key, protocol, "protocol = http"));
            checkPool(path, tree.size(path + ".routes") > 0);
        }
        if (protocol.equals("tls")) {
            checkRoutes(path);
        } else {
            noEffect(path + ".routes", protocol, isHttp(protocol) ? "routes outside of listeners" : "protocol = tls");
            if (!isHttp(protocol)) {
                noEffect(path + ".head-timeout", protocol, "protocol = http");
            }
        }
    }

    private void checkRoutes(String listener) {
        for (int i = 0; i < tree.size(listener + ".routes"); i++) {
            String route = listener + ".routes[" + i + "].pool";
            if (tree.text(route) != null) {
                checkName(route);
            }
        }
    }

    private void noEffect(String path, String protocol, String expected) {
        if (tree.has(path)) {
            problem(path, "has no effect with protocol = " + protocol + " (expected: " + expected + ")");
        }
    }

    private void checkPool(String listener, boolean hasRoutes) {
        if (tree.text(listener + ".pool") != null) {
            checkName(listener + ".pool");
        } else if (tree.names("pools").size() > 1 && !hasRoutes) {
            String missing = "required, but missing, as there is more than one pool";
            problems.add(new Problem(tree.at(listener).origin(), listener + ".pool", missing));
        }
    }

    private void checkName(String path) {
        List<String> known = tree.names("pools");
        String name = tree.text(path);
        if (!known.isEmpty() && !known.contains(name)) {
            String choices = " (known: " + String.join(", ", known) + ")";
            problem(path, "no pool '" + name + "'" + NearestName.hint(name, known) + choices);
        }
    }

    private void checkListenerOfRoute(String path) {
        String listener = tree.text(path);
        if (listener != null && tree.names("listeners").contains(listener)) {
            String protocol = protocol(tree, listener);
            if (!isHttp(protocol)) {
                String reads = "reads no requests, as its protocol is " + protocol;
                problem(path, "'" + listener + "' " + reads + " (expected: listeners." + listener + ".pool)");
            }
        }
    }

    private void problem(String path, String message) {
        problems.add(tree.problem(path, message));
    }
}
