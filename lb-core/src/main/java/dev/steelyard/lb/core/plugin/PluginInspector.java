package dev.steelyard.lb.core.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** Reads the descriptors, manifests and service files of a staged plugin; loads none of its classes. */
final class PluginInspector {
    private PluginInspector() {}

    /**
     * @throws PluginRejected if a jar cannot be read, or the jars do not agree on the id of the plugin
     */
    static PluginFacts inspect(PluginSource source, StagedPlugin staged) throws PluginRejected {
        List<JarFacts> all = new ArrayList<>();
        for (Path jar : staged.jars()) {
            all.add(read(source, jar));
        }
        return new FactsOfJars(source, staged, all).toFacts();
    }

    private static JarFacts read(PluginSource source, Path jar) throws PluginRejected {
        try (JarFile file = new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
            return new JarFacts(jar.getFileName().toString(), module(file), manifest(file), services(file));
        } catch (IOException | InvalidModuleDescriptorException | IllegalArgumentException unreadable) {
            throw new PluginRejected(
                    source.baseName(),
                    jar.getFileName() + " is not a jar that can be read (" + unreadable.getMessage() + ")",
                    "Copy it again; it may have been cut short, or need a newer Java.",
                    unreadable);
        }
    }

    private static Optional<ModuleDescriptor> module(JarFile jar) throws IOException {
        JarEntry entry = jar.getJarEntry("module-info.class");
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return Optional.of(ModuleDescriptor.read(in, () -> packages(jar)));
        }
    }

    private static Set<String> packages(JarFile jar) {
        return jar.versionedStream()
                .map(JarEntry::getName)
                .filter(name -> name.endsWith(".class") && name.indexOf('/') > 0 && !name.startsWith("META-INF/"))
                .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                .collect(Collectors.toSet());
    }

    private static Map<String, String> manifest(JarFile jar) throws IOException {
        Map<String, String> found = new HashMap<>();
        Manifest manifest = jar.getManifest();
        if (manifest != null) {
            Stream.of(JarFacts.PLUGIN_ID, JarFacts.PLUGIN_VERSION, JarFacts.PLUGIN_STATUS, JarFacts.API_VERSION)
                    .filter(key -> manifest.getMainAttributes().getValue(key) != null)
                    .forEach(key -> found.put(
                            key, manifest.getMainAttributes().getValue(key).strip()));
        }
        return Map.copyOf(found);
    }

    private static Map<String, List<String>> services(JarFile jar) throws IOException {
        Map<String, List<String>> found = new HashMap<>();
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            String service = point.service().getName();
            JarEntry entry = jar.getJarEntry("META-INF/services/" + service);
            if (entry != null) {
                found.put(service, lines(jar, entry));
            }
        }
        return Map.copyOf(found);
    }

    private static List<String> lines(JarFile jar, JarEntry entry) throws IOException {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
            return in.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }
}
