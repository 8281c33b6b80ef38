package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.Extension;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.slf4j.Logger;

/** Compiles a jar while a test runs: a plugin, or a library of one. */
final class FixtureJar {
    static final String ALGORITHMS = "dev.steelyard.lb.api.algorithm.AlgorithmFactory";

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();
    private final Manifest manifest = new Manifest();
    private final List<String> options = new ArrayList<>();
    private final List<Path> libraries = new ArrayList<>();
    private Path api = locationOf(Extension.class);

    FixtureJar() {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    }

    /** A class-path plugin with one algorithm of that type, which says its API version. */
    static FixtureJar plugin(String className, String type) {
        return new FixtureJar()
                .algorithm(className, '"' + type + '"')
                .service(className)
                .manifest("Lb-Api-Version", "0.1.0");
    }

    /** A modular plugin with one algorithm of that type. */
    static FixtureJar modularPlugin(String module, String className, String type) {
        return new FixtureJar()
                .algorithm(className, '"' + type + '"')
                .module(module, "requires dev.steelyard.lb.api; provides " + ALGORITHMS + " with " + className + ";");
    }

    /** Adds an algorithm factory whose {@code type()} returns the value of an expression. */
    FixtureJar algorithm(String className, String typeExpression) {
        return algorithm(className, typeExpression, "");
    }

    /** Adds an algorithm factory with more members. */
    FixtureJar algorithm(String className, String typeExpression, String members) {
        int dot = className.lastIndexOf('.');
        String header = dot < 0 ? "" : "package " + className.substring(0, dot) + ";\n";
        return source(className, header + """
                        import dev.steelyard.lb.api.ExtensionContext;
                        import dev.steelyard.lb.api.algorithm.*;
                        import dev.steelyard.lb.api.settings.Settings;

                        public class %s implements AlgorithmFactory {
                            %s
                            public String type() {
                                return %s;
                            }
                            public Algorithm create(Settings settings, ExtensionContext context) {
                                return (backends, previous) -> request -> backends.get(0);
                            }
                        }
                        """.formatted(className.substring(dot + 1), members, typeExpression));
    }

    FixtureJar source(String className, String text) {
        sources.put(className.replace('.', '/') + ".java", text);
        return this;
    }

    FixtureJar module(String name, String directives) {
        return source("module-info", "module " + name + " { " + directives + " }");
    }

    /** Lists algorithm factories in {@code META-INF/services}. */
    FixtureJar service(String... classNames) {
        return entry(
                "META-INF/services/" + ALGORITHMS, String.join("\n", classNames).getBytes(StandardCharsets.UTF_8));
    }

    FixtureJar entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    FixtureJar manifest(String key, String value) {
        manifest.getMainAttributes().putValue(key, value);
        return this;
    }

    FixtureJar option(String... added) {
        options.addAll(Arrays.asList(added));
        return this;
    }

    /** A jar to compile against, which does not become part of this one. */
    FixtureJar library(Path jar) {
        libraries.add(jar);
        return this;
    }

    FixtureJar api(Path other) {
        api = other;
        return this;
    }

    /** Compiles and writes the jar; makes its directory. */
    Path writeTo(Path jar) {
        try {
            Files.createDirectories(jar.getParent());
            Path work = Files.createTempDirectory(jar.getParent(), ".fixture");
            compile(work.resolve("src"), work.resolve("classes"));
            pack(work.resolve("classes"), jar);
            StagedPlugin.deleteTree(work);
            return jar;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Compiles into a directory, without packing. */
    void compile(Path sourceDirectory, Path classes) throws IOException {
        Files.createDirectories(classes);
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none"));
        arguments.addAll(options);
        arguments.addAll(paths());
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = sourceDirectory.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        if (!sources.isEmpty()) {
            javac(arguments);
        }
    }

    private List<String> paths() {
        String path = Stream.concat(Stream.of(api, locationOf(Logger.class)), libraries.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(sources.containsKey("module-info.java") ? "--module-path" : "--class-path", path);
    }

    private static void javac(List<String> arguments) {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out);
        int code =
                ToolProvider.findFirst("javac").orElseThrow().run(printer, printer, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException("the fixture does not compile:\n" + out);
        }
    }

    private void pack(Path classes, Path jar) throws IOException {
        Map<String, byte[]> all = new TreeMap<>(entries);
        try (Stream<Path> tree = Files.walk(classes)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                all.put(classes.relativize(file).toString().replace(File.separatorChar, '/'), Files.readAllBytes(file));
            }
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> entry : all.entrySet()) {
                packed.putNextEntry(new ZipEntry(entry.getKey()));
                packed.write(entry.getValue());
                packed.closeEntry();
            }
        }
    }

    /** The jar or the classes directory that a class comes from. */
    static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException wrong) {
            throw new IllegalStateException(wrong);
        }
    }
}
