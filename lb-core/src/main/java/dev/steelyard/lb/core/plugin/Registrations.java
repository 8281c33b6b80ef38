package dev.steelyard.lb.core.plugin;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether everything that a plugin registers is registered in the form that its realm reads: {@code provides} in a
 * module-info for a layer, {@code META-INF/services} for a class path. The other form alone would be silently ignored.
 */
final class Registrations {
    private Registrations() {}

    static void check(PluginFacts facts, boolean layer) throws PluginRejected {
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            for (JarFacts jar : facts.jars()) {
                check(facts, jar, point.service().getName(), layer);
            }
        }
        if (facts.jars().stream().noneMatch(JarFacts::isPlugin)) {
            throw nothingProvided(facts);
        }
    }

    private static void check(PluginFacts facts, JarFacts jar, String service, boolean layer) throws PluginRejected {
        Set<String> missing = new TreeSet<>(layer ? jar.listed(service) : jar.provided(service));
        missing.removeAll(layer ? jar.provided(service) : listedAnywhere(facts, service));
        if (missing.isEmpty()) {
            return;
        }
        String classes = String.join(", ", missing);
        String module = jar.module().orElseThrow().name();
        throw layer
                ? facts.rejected(
                        "META-INF/services/" + service + " of " + jar.file() + " lists " + classes + ", which module "
                                + module + " does not provide",
                        "Add to its module-info: provides " + service + " with " + classes + ";")
                : facts.rejected(
                        "module " + module + " provides " + classes + ", but the plugin loads as a class path, where no"
                                + " module-info counts",
                        "Add to META-INF/services/" + service + " of " + jar.file() + " the line: "
                                + String.join("\n", missing));
    }

    private static List<String> listedAnywhere(PluginFacts facts, String service) {
        return facts.jars().stream()
                .flatMap(jar -> jar.listed(service).stream())
                .toList();
    }

    private static PluginRejected nothingProvided(PluginFacts facts) {
        String service = ExtensionPoint.ALGORITHM.service().getName();
        return facts.rejected(
                "none of its jars provides an algorithm, health check, session affinity or filter (looked at "
                        + String.join(", ", facts.source().fileNames()) + ")",
                "Name the factory's class in META-INF/services/" + service
                        + " (or that of another extension point), or in the module-info: provides " + service
                        + " with its class.");
    }
}
