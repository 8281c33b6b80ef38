package dev.steelyard.lb.core.plugin;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether the modules of a plugin stand on their own: what each requires is in the plugin, the JDK or the plugin API. The
 * host's other modules would resolve too, and so become an API by accident.
 */
final class ModuleRequirements {
    private final HostApi host;

    ModuleRequirements(HostApi host) {
        this.host = host;
    }

    /**
     * @param facts of a plugin whose jars are all modules
     */
    void check(PluginFacts facts) throws PluginRejected {
        Map<String, String> jarsByModule = jarsByModule(facts);
        for (JarFacts jar : facts.jars()) {
            ModuleDescriptor module = jar.module().orElseThrow();
            checkPackages(facts, module);
            for (Requires requires : module.requires()) {
                boolean optional = requires.modifiers().contains(Requires.Modifier.STATIC);
                boolean found = jarsByModule.containsKey(requires.name()) || host.hasModule(requires.name());
                if (!optional && !found) {
                    throw missing(facts, module.name(), requires.name());
                }
            }
        }
    }

    private static Map<String, String> jarsByModule(PluginFacts facts) throws PluginRejected {
        Map<String, String> jars = new HashMap<>();
        for (JarFacts jar : facts.jars()) {
            String module = jar.module().orElseThrow().name();
            String other = jars.putIfAbsent(module, jar.file());
            if (other != null) {
                throw facts.rejected(
                        other + " and " + jar.file() + " are both module " + module, "Remove one of them.");
            }
        }
        return jars;
    }

    private void checkPackages(PluginFacts facts, ModuleDescriptor module) throws PluginRejected {
        for (String name : module.packages()) {
            if (host.packages().contains(name)) {
                throw facts.rejected(
                        "module " + module.name() + " contains package " + name + ", which is part of the plugin API",
                        "Leave lb-api and slf4j-api out of the jar (in Maven: scope provided).");
            }
        }
    }

    private PluginRejected missing(PluginFacts facts, String module, String required) {
        if (host.isUnresolvedJdkModule(required)) {
            return facts.rejected(
                    "module " + module + " requires " + required + ", which this JVM was started without",
                    "Start it with --add-modules " + required + ".");
        }
        return facts.rejected(
                "module " + module + " requires " + required + ", which is neither in "
                        + facts.source().name() + " nor part of the plugin API ("
                        + String.join(", ", HostApi.modules()) + ")",
                remedy(facts.source(), required));
    }

    private static String remedy(PluginSource source, String required) {
        if (required.startsWith("dev.steelyard.lb.")) {
            return "That module is the balancer's own; use the plugin API only.";
        }
        if (source.folder()) {
            return "Put its jar into " + source.name() + "/.";
        }
        String folder = source.name().substring(0, source.name().length() - ".jar".length());
        return "Make a folder " + folder + "/ and put its jar into it together with "
                + source.fileNames().get(0) + ".";
    }
}
