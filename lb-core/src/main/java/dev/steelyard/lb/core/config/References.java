package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.NearestName;
import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks what one place of a config says of another: names that must exist, addresses that must differ. */
final class References {
    private final LbConfig config;
    private final HoconTree tree;
    private final List<Problem> problems = new ArrayList<>();

    private References(LbConfig config, HoconTree tree) {
        this.config = config;
        this.tree = tree;
    }

    /**
     * @throws SettingsException with every dangling name and clash
     */
    static void check(LbConfig config, HoconTree tree) {
        References references = new References(config, tree);
        references.checkPresence();
        references.checkRoutes();
        references.checkBinds();
        if (!references.problems.isEmpty()) {
            throw new SettingsException(references.problems);
        }
    }

    private void checkPresence() {
        if (config.listeners().isEmpty()) {
            problem("listeners", "there is none (expected e.g. listeners.web { bind = \"0.0.0.0:8080\" })");
        }
        if (config.pools().isEmpty()) {
            problem("pools", "there is none (expected e.g. pools.web { backends = [\"10.0.1.15:8080\"] })");
        } else if (config.routes().isEmpty() && config.pools().size() > 1) {
            problem(
                    "routes",
                    "there is none, and more than one pool (expected e.g. routes = [ { pool = "
                            + config.pools().keySet().iterator().next() + " } ])");
        }
    }

    private void checkRoutes() {
        for (int i = 0; i < config.routes().size(); i++) {
            RouteConfig route = config.routes().get(i);
            checkName(
                    "routes[" + i + "].pool",
                    "pool",
                    route.pool(),
                    config.pools().keySet());
            for (int j = 0; j < route.listeners().size(); j++) {
                String path = "routes[" + i + "].listeners[" + j + "]";
                checkName(
                        path,
                        "listener",
                        route.listeners().get(j),
                        config.listeners().keySet());
            }
        }
    }

    private void checkName(String path, String kind, String name, Collection<String> known) {
        if (!known.contains(name)) {
            String choices = known.isEmpty() ? "" : " (known: " + String.join(", ", known) + ")";
            problem(path, "no " + kind + " '" + name + "'" + NearestName.hint(name, known) + choices);
        }
    }

    private void checkBinds() {
        Map<BindAddress, String> takenBy = new HashMap<>();
        if (config.admin().enabled()) {
            takenBy.put(config.admin().bind(), "admin");
        }
        config.listeners().forEach((name, listener) -> checkBind("listeners." + name, listener.bind(), takenBy));
    }

    private void checkBind(String path, BindAddress bind, Map<BindAddress, String> takenBy) {
        String other = bind.port() == 0 ? null : takenBy.putIfAbsent(bind, path);
        if (other != null) {
            problem(path + ".bind", bind + " is taken by " + other);
        }
    }

    private void problem(String path, String message) {
        problems.add(tree.problem(path, message));
    }
}
