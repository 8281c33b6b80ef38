package dev.steelyard.lb.core.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The directories of an installation, and a loader for them. */
abstract class LoaderFixture {
    @TempDir
    Path home;

    Path builtIns;
    Path plugins;
    Path work;
    final RecordingLogger log = new RecordingLogger();
    private ExtensionCatalog catalog;

    @BeforeEach
    void makeDirectories() throws IOException {
        builtIns = Files.createDirectories(home.resolve("lib/plugins"));
        plugins = Files.createDirectories(home.resolve("plugins"));
        work = home.resolve("work");
    }

    @AfterEach
    void closeCatalog() {
        if (catalog != null) {
            catalog.close();
        }
    }

    final ExtensionCatalog load() {
        return load(Set.of(), List.of());
    }

    final ExtensionCatalog load(Set<String> disabled, List<String> required) {
        catalog = new PluginLoader(HostApi.ofThisProcess(), log).load(builtIns, plugins, work, disabled, required);
        return catalog;
    }

    /** Loads, and gives the report of the only plugin. */
    final PluginReport loadOne() {
        List<PluginReport> reports = load().reports();
        if (reports.size() != 1) {
            throw new IllegalStateException("not one plugin: " + reports);
        }
        return reports.get(0);
    }

    /** What the user reads of a rejected plugin. */
    static String whyRejected(PluginReport report) {
        return report.status() + ": " + report.id() + ": " + report.reason() + ". " + report.remedy();
    }

    static List<String> algorithms(PluginReport report) {
        return report.provides().getOrDefault("algorithm", List.of());
    }
}
