package dev.steelyard.lb.core.plugin;

import java.util.ArrayList;
import java.util.List;

/** All that can be judged of a plugin before it is opened. */
final class PluginChecks {
    private final HostApi host;

    PluginChecks(HostApi host) {
        this.host = host;
    }

    /**
     * Judges a plugin.
     *
     * @return warnings, its own and those of the inspection
     * @throws PluginRejected on the first thing that rules it out
     */
    List<String> check(PluginFacts facts) throws PluginRejected {
        requireJars(facts);
        List<String> warnings = new ArrayList<>(facts.warnings());
        new ApiCompatibility(host.version()).check(facts).ifPresent(warnings::add);
        boolean layer = opensAsLayer(facts);
        Registrations.check(facts, layer);
        if (layer) {
            new ModuleRequirements(host).check(facts);
        }
        return warnings;
    }

    boolean opensAsLayer(PluginFacts facts) {
        return facts.isModular() && host.layer().isPresent();
    }

    private static void requireJars(PluginFacts facts) throws PluginRejected {
        if (facts.source().jars().isEmpty()) {
            throw facts.rejected(
                    facts.source().name() + " is a folder without jars",
                    "Put the plugin's jars into it, or remove it.");
        }
    }
}
