package dev.steelyard.lb.core.plugin;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts together what the jars of one plugin say: whose word is taken for its id, version and stability. */
final class FactsOfJars {
    /** Ids become directory names, so they hold nothing that could lead elsewhere. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final PluginSource source;
    private final StagedPlugin staged;
    private final List<JarFacts> all;

    FactsOfJars(PluginSource source, StagedPlugin staged, List<JarFacts> all) {
        this.source = source;
        this.staged = staged;
        this.all = all;
    }

    PluginFacts toFacts() throws PluginRejected {
        List<JarFacts> own = all.stream().filter(jar -> !isApi(jar)).toList();
        String stability = manifest(JarFacts.PLUGIN_STATUS).stream().findFirst().orElse("");
        return new PluginFacts(source, id(), version(), stability, staged.sha256(), own, apiJarWarnings());
    }

    private String id() throws PluginRejected {
        List<String> named = manifest(JarFacts.PLUGIN_ID);
        if (named.size() > 1) {
            throw rejected(
                    "its jars have different ids (" + String.join(", ", named) + ")",
                    "One folder is one plugin: give each plugin a folder of its own.");
        }
        String id = named.isEmpty() ? rootModule().map(ModuleDescriptor::name).orElse(source.baseName()) : named.get(0);
        if (!ID.matcher(id).matches()) {
            throw rejected(
                    JarFacts.PLUGIN_ID + ": '" + id + "' (expected: letters, digits, '.', '_', '-')",
                    "Change it in the manifest.");
        }
        return id;
    }

    private String version() {
        return manifest(JarFacts.PLUGIN_VERSION).stream()
                .findFirst()
                .or(() -> rootModule().flatMap(ModuleDescriptor::rawVersion))
                .orElse(source.versionInName());
    }

    /** The module that provides extensions, if there is just one. */
    private Optional<ModuleDescriptor> rootModule() {
        List<ModuleDescriptor> roots = all.stream()
                .filter(JarFacts::isPlugin)
                .flatMap(jar -> jar.module().stream())
                .toList();
        return roots.size() == 1 ? Optional.of(roots.get(0)) : Optional.empty();
    }

    private List<String> manifest(String key) {
        return all.stream()
                .flatMap(jar -> Optional.ofNullable(jar.manifest().get(key)).stream())
                .distinct()
                .toList();
    }

    private List<String> apiJarWarnings() {
        return all.stream()
                .filter(FactsOfJars::isApi)
                .map(jar -> jar.file() + " is passed over: the balancer brings that part of the plugin API")
                .toList();
    }

    private static boolean isApi(JarFacts jar) {
        return jar.module().filter(module -> HostApi.isApiModule(module.name())).isPresent();
    }

    private PluginRejected rejected(String reason, String remedy) {
        return new PluginRejected(source.baseName(), reason, remedy);
    }
}
