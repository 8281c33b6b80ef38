package dev.steelyard.lb.core.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One unit found in a plugins directory: a jar, or a folder of jars.
 *
 * @param name how messages call it, such as {@code plugins/acme-geo-1.2.jar}
 * @param path the jar or the folder
 * @param jars the jar itself, or the folder's jars ordered by name; empty for a folder without any
 * @param folder whether it is a folder
 * @param builtIn whether it ships with the balancer
 */
public record PluginSource(String name, Path path, List<Path> jars, boolean folder, boolean builtIn) {
    /** Where a version begins in a file name; the same rule by which the JDK names automatic modules. */
    private static final Pattern VERSION = Pattern.compile("-(\\d+(\\.|$).*)");

    public PluginSource {
        jars = List.copyOf(jars);
    }

    /** The file or folder name without {@code .jar} and version, fit to be an id. */
    String baseName() {
        String stem = stem();
        Matcher version = VERSION.matcher(stem);
        String base = version.find() ? stem.substring(0, version.start()) : stem;
        String plain = base.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return plain.isEmpty() ? "plugin" : plain;
    }

    /** The version in the file or folder name, or empty. */
    String versionInName() {
        Matcher version = VERSION.matcher(stem());
        return version.find() ? version.group(1) : "";
    }

    /** How a list of known names calls this source. */
    String shown() {
        return builtIn ? "built in" : name;
    }

    List<String> fileNames() {
        return jars.stream().map(jar -> jar.getFileName().toString()).toList();
    }

    private String stem() {
        String file = path.getFileName().toString();
        return folder ? file : file.substring(0, file.length() - ".jar".length());
    }
}
