package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.Extension;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** What plugins may see of the process they run in: the JDK, and the modules of the plugin API. */
final class HostApi {
    static final String LB_API = "dev.steelyard.lb.api";

    /** One class of each module that is part of the plugin API. */
    private static final Map<String, Class<?>> ANCHORS = Map.of(LB_API, Extension.class, "org.slf4j", Logger.class);

    private final Optional<ModuleLayer> layer;
    private final Optional<ApiVersion> version;
    private final Set<String> packages;
    private final ApiClassLoader loader;

    private HostApi(Optional<ModuleLayer> layer) {
        this.layer = layer;
        version = descriptor(LB_API).rawVersion().map(ApiVersion::parse);
        Map<String, ClassLoader> api = apiPackages();
        packages = Set.copyOf(api.keySet());
        Map<String, ClassLoader> homes = jdkPackages();
        homes.putAll(api);
        loader = new ApiClassLoader(homes);
    }

    /** The API as this process has it: on the module path, or on the class path (in an IDE, or embedded). */
    static HostApi ofThisProcess() {
        return new HostApi(Optional.ofNullable(Extension.class.getModule().getLayer()));
    }

    /** Empty if lb-api was compiled without a module version, as some IDEs do. */
    Optional<ApiVersion> version() {
        return version;
    }

    /** The layer of the host's modules; empty if the host is on the class path, so that plugins cannot be layers. */
    Optional<ModuleLayer> layer() {
        return layer;
    }

    /** The parent of every plugin's loader. */
    ApiClassLoader loader() {
        return loader;
    }

    /** The packages that plugins get from the API, and so cannot bring themselves. */
    Set<String> packages() {
        return packages;
    }

    boolean hasModule(String name) {
        return isApiModule(name) || jdkModules().anyMatch(reference -> isNamed(reference, name));
    }

    /** Whether the JDK has a module that this process was started without. */
    boolean isUnresolvedJdkModule(String name) {
        return ModuleFinder.ofSystem().find(name).isPresent() && !hasModule(name);
    }

    static boolean isApiModule(String name) {
        return ANCHORS.containsKey(name);
    }

    static List<String> modules() {
        return ANCHORS.keySet().stream().sorted().toList();
    }

    private static boolean isNamed(ModuleReference reference, String name) {
        return reference.descriptor().name().equals(name);
    }

    private static Stream<ModuleReference> jdkModules() {
        return ModuleLayer.boot().configuration().modules().stream()
                .map(ResolvedModule::reference)
                .filter(reference -> reference
                        .location()
                        .filter(uri -> "jrt".equals(uri.getScheme()))
                        .isPresent());
    }

    /** All packages, not only the exported ones: what the JDK generates at run time refers to its internal ones. */
    static Map<String, ClassLoader> jdkPackages() {
        Map<String, ClassLoader> homes = new HashMap<>();
        jdkModules().map(ModuleReference::descriptor).forEach(module -> {
            ClassLoader home = ModuleLayer.boot().findLoader(module.name());
            module.packages().forEach(name -> homes.put(name, home));
        });
        return homes;
    }

    private static Map<String, ClassLoader> apiPackages() {
        Map<String, ClassLoader> homes = new HashMap<>();
        ANCHORS.forEach((module, anchor) -> descriptor(module).exports().stream()
                .filter(exports -> !exports.isQualified())
                .forEach(exports -> homes.put(exports.source(), anchor.getClassLoader())));
        return homes;
    }

    private static ModuleDescriptor descriptor(String module) {
        Class<?> anchor = ANCHORS.get(module);
        return anchor.getModule().isNamed() ? anchor.getModule().getDescriptor() : readDescriptor(module, anchor);
    }

    /** On the class path a module is just a jar, but the jar still has its descriptor. */
    private static ModuleDescriptor readDescriptor(String module, Class<?> anchor) {
        try {
            Path jar = Path.of(
                    anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
            return ModuleFinder.of(jar)
                    .find(module)
                    .map(ModuleReference::descriptor)
                    .orElseThrow(() -> new IllegalStateException(jar + " is not module " + module
                            + ": plugins need lb-api and slf4j-api as jars of their own, not merged into another"));
        } catch (URISyntaxException wrong) {
            throw new IllegalStateException("the jar of " + module + " has no path", wrong);
        }
    }
}
