package dev.steelyard.lb.core.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The private copy of a plugin that is loaded, so that a jar overwritten in the plugins directory breaks nothing.
 *
 * @param directory holds the copies and nothing else of interest
 * @param files the file names of the copies, ordered
 * @param sha256 of the jar; of a folder, that of its {@code sha256sum *.jar} listing
 */
record StagedPlugin(Path directory, List<String> files, String sha256) {
    private static final int SHORT_SHA = 8;

    List<Path> jars() {
        return files.stream().map(directory::resolve).toList();
    }

    /** Moves it to {@code <id>-<sha8>}; with a number behind if an older generation still uses the same plugin. */
    StagedPlugin moveTo(String id) throws IOException {
        String name = id + "-" + sha256.substring(0, SHORT_SHA);
        Path target = directory.resolveSibling(name);
        for (int n = 2; Files.exists(target); n++) {
            target = directory.resolveSibling(name + "-" + n);
        }
        return new StagedPlugin(Files.move(directory, target), files, sha256);
    }

    /**
     * Deletes the copy.
     *
     * @throws UncheckedIOException if a file cannot be deleted
     */
    void delete() {
        deleteTree(directory);
    }

    static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }
}
