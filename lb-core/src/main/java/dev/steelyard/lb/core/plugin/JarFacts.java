package dev.steelyard.lb.core.plugin;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one jar says about itself.
 *
 * @param file its file name
 * @param module its module descriptor; never an automatic one
 * @param manifest the main attributes that matter to us; absent ones are missing
 * @param services class names by service, as {@code META-INF/services} lists them, for the extension points only
 */
record JarFacts(
        String file,
        Optional<ModuleDescriptor> module,
        Map<String, String> manifest,
        Map<String, List<String>> services) {

    static final String PLUGIN_ID = "Plugin-Id";
    static final String PLUGIN_VERSION = "Plugin-Version";
    static final String PLUGIN_STATUS = "Plugin-Status";
    static final String API_VERSION = "Lb-Api-Version";

    /** The classes that the module descriptor provides for a service. */
    List<String> provided(String service) {
        return module.stream()
                .flatMap(descriptor -> descriptor.provides().stream())
                .filter(provides -> provides.service().equals(service))
                .flatMap(provides -> provides.providers().stream())
                .toList();
    }

    /** The classes that {@code META-INF/services} lists for a service. */
    List<String> listed(String service) {
        return services.getOrDefault(service, List.of());
    }

    boolean isPlugin() {
        return ExtensionPoint.ALL.stream()
                .map(point -> point.service().getName())
                .anyMatch(service ->
                        !provided(service).isEmpty() || !listed(service).isEmpty());
    }

    /** The version of lb-api it was compiled against: javac records it, a jar without a module writes it itself. */
    Optional<String> apiVersion() {
        return module.stream()
                .flatMap(descriptor -> descriptor.requires().stream())
                .filter(requires -> requires.name().equals(HostApi.LB_API))
                .flatMap(requires -> requires.rawCompiledVersion().stream())
                .findFirst()
                .or(() -> Optional.ofNullable(manifest.get(API_VERSION)));
    }
}
