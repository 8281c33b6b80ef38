package dev.steelyard.lb.core.plugin;

import static dev.steelyard.lb.core.plugin.ExtensionPoint.ALGORITHM;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A closed catalog leaves neither classes nor files behind. */
class RealmUnloadingTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    Path home;

    private Path plugins;

    @BeforeEach
    void makeDirectories() throws Exception {
        plugins = Files.createDirectories(home.resolve("plugins"));
    }

    @Test
    void aClosedLayerIsCollected() throws Exception {
        FixtureJar.modularPlugin("p", "p.A", "a").writeTo(plugins.resolve("a.jar"));

        assertCollected();
    }

    @Test
    void aClosedClassPathIsCollected() throws Exception {
        FixtureJar.plugin("p.A", "a").writeTo(plugins.resolve("a.jar"));

        assertCollected();
    }

    @Test
    void aRealmThatIsClosedDoesNotDisturbTheNextGenerations() throws Exception {
        FixtureJar.plugin("p.A", "a")
                .algorithm("p.A", "\"a\"", "public String toString() { return new Later().toString(); }")
                .source("p.Later", "package p; class Later { public String toString() { return \"later\"; } }")
                .writeTo(plugins.resolve("a.jar"));
        ExtensionCatalog older = load();

        try (ExtensionCatalog newer = load()) {
            older.close();

            assertThat(newer.find(ALGORITHM, "a").factory()).hasToString("later");
        }
    }

    private void assertCollected() throws Exception {
        ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
        WeakReference<ClassLoader> loader = loadUseAndClose(queue);

        long end = System.nanoTime() + DEADLINE.toNanos();
        while (queue.remove(50) == null && System.nanoTime() < end) {
            System.gc();
        }

        assertThat(loader.refersTo(null)).as("the realm's class loader is gone").isTrue();
        assertThat(home.resolve("work")).isEmptyDirectory();
    }

    /** A method of its own, so that no local variable keeps anything of the plugin. */
    private WeakReference<ClassLoader> loadUseAndClose(ReferenceQueue<ClassLoader> queue) throws Exception {
        try (ExtensionCatalog catalog = load()) {
            RegisteredExtension<?> extension = catalog.find(ALGORITHM, "a");
            assertThat(extension.loader())
                    .isSameAs(extension.factory().getClass().getClassLoader());
            return new WeakReference<>(extension.loader(), queue);
        }
    }

    private ExtensionCatalog load() {
        return new PluginLoader(HostApi.ofThisProcess(), new RecordingLogger())
                .load(home.resolve("lib/plugins"), plugins, home.resolve("work"), Set.of(), List.of());
    }
}
