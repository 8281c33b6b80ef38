package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.Extension;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Copies of lb-api, to build plugins against that should not have been built so. */
final class ApiFixture {
    private ApiFixture() {}

    /** The classes of lb-api with another module version, in a directory. */
    static Path ofVersion(String version, Path directory) throws IOException {
        copyInto(directory);
        String exports = Extension.class.getModule().getDescriptor().packages().stream()
                .map(name -> "exports " + name + ";")
                .collect(Collectors.joining(" "));
        new FixtureJar()
                .module("dev.steelyard.lb.api", exports)
                .option("--module-version", version)
                .compile(directory.resolveSibling(directory.getFileName() + "-src"), directory);
        return directory;
    }

    /** A directory of classes as a jar. */
    static Path packed(Path classes, Path jar) throws IOException {
        FixtureJar packed = new FixtureJar();
        for (Path file : files(classes)) {
            packed.entry(classes.relativize(file).toString(), Files.readAllBytes(file));
        }
        return packed.writeTo(jar);
    }

    /** Adds lb-api's own classes to a jar, as a careless shading does. */
    static FixtureJar shadedInto(FixtureJar jar, Path scratch) throws IOException {
        copyInto(scratch);
        for (Path file : files(scratch)) {
            jar.entry(scratch.relativize(file).toString(), Files.readAllBytes(file));
        }
        return jar;
    }

    private static void copyInto(Path directory) throws IOException {
        Path api = FixtureJar.locationOf(Extension.class);
        if (Files.isDirectory(api)) {
            copyTree(api, directory);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(api)) {
            copyTree(jar.getPath("/"), directory);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            String name = from.relativize(file).toString();
            if (name.startsWith("dev/")) {
                Path target = to.resolve(name);
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}
