package dev.steelyard.lb.core.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** A directory into which people drop plugins. Only reads it; nothing is ever loaded from it directly. */
public final class PluginFolder {
    private final Path directory;
    private final String label;
    private final boolean builtIn;
    private final Logger log;

    /**
     * @param label how messages call the directory, such as {@code plugins}
     * @param builtIn whether what lies in it ships with the balancer
     */
    public PluginFolder(Path directory, String label, boolean builtIn, Logger log) {
        this.directory = directory;
        this.label = label;
        this.builtIn = builtIn;
        this.log = log;
    }

    /**
     * What is in the directory now, ordered by name: jars and folders. Dot files and files still being written ({@code
     * *.tmp}, {@code *.part}) are passed over.
     *
     * @return empty if there is no such directory
     * @throws IOException if the directory cannot be read
     */
    public List<PluginSource> scan() throws IOException {
        if (!Files.isDirectory(directory)) {
            logMissing();
            return List.of();
        }
        return list(directory).stream().filter(this::isPlugin).map(this::source).toList();
    }

    private void logMissing() {
        if (builtIn) {
            log.warn("{}: no such directory ({}), so there are no built-in plugins", label, directory);
        } else {
            log.debug("{}: no such directory ({})", label, directory);
        }
    }

    private boolean isPlugin(Path path) {
        boolean plugin = Files.isDirectory(path) || isJar(path);
        if (!plugin && !path.getFileName().toString().startsWith("README")) {
            log.info("{}/{}: passed over, being neither *.jar nor a folder", label, path.getFileName());
        }
        return plugin;
    }

    private PluginSource source(Path path) {
        boolean folder = Files.isDirectory(path);
        String name = label + "/" + path.getFileName();
        return new PluginSource(name, path, folder ? jarsOf(path) : List.of(path), folder, builtIn);
    }

    private List<Path> jarsOf(Path folder) {
        try {
            return list(folder).stream().filter(PluginFolder::isJar).toList();
        } catch (IOException unreadable) {
            log.error("{}/{}: cannot be read", label, folder.getFileName(), unreadable);
            return List.of();
        }
    }

    private static boolean isJar(Path path) {
        // In lower case only, as the JDK's module finder has it.
        return Files.isRegularFile(path) && path.getFileName().toString().endsWith(".jar");
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> isComplete(entry.getFileName().toString()))
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean isComplete(String name) {
        return !name.startsWith(".") && !name.endsWith(".tmp") && !name.endsWith(".part");
    }
}
