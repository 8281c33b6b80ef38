package dev.steelyard.lb.core.plugin;

import static dev.steelyard.lb.core.plugin.ExtensionPoint.ALGORITHM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a catalog takes over from the one before. */
class PluginReplacementTest extends LoaderFixture {
    private ExtensionCatalog next;

    @AfterEach
    void closeNext() {
        if (next != null) {
            next.close();
        }
    }

    private ExtensionCatalog loadAgain(ExtensionCatalog before, String... used) {
        return loadAgain(before, Set.of(), used);
    }

    private ExtensionCatalog loadAgain(ExtensionCatalog before, Set<String> disabled, String... used) {
        Predecessor predecessor =
                new Predecessor(before, extension -> List.of(used).contains(extension.type()));
        next = new PluginLoader(HostApi.ofThisProcess(), log)
                .load(builtIns, plugins, work, disabled, List.of(), predecessor);
        return next;
    }

    private void write(String id, String type) throws Exception {
        FixtureJar.plugin("p.A", type).writeTo(plugins.resolve(id + ".jar"));
    }

    private static Object factory(ExtensionCatalog catalog, String type) throws LookupFailure {
        return catalog.find(ALGORITHM, type).factory();
    }

    @Test
    void aPluginWhoseFilesAreTheSameIsTakenOverAsItIs() throws Exception {
        write("a", "one");
        ExtensionCatalog before = load();

        loadAgain(before);

        assertThat(factory(next, "one")).isSameAs(factory(before, "one"));
        assertThat(before.realmsNotIn(next)).isEmpty();
        assertThat(next.reports()).isEqualTo(before.reports());
    }

    @Test
    void aPluginThatWasReplacedIsLoadedAndTheOldOneIsLeft() throws Exception {
        write("a", "one");
        ExtensionCatalog before = load();
        FixtureJar.plugin("p.A", "one")
                .algorithm("p.A", "\"one\"", "public String toString() { return \"newer\"; }")
                .writeTo(plugins.resolve("a.jar"));

        loadAgain(before, "one");

        assertThat(factory(next, "one")).isNotSameAs(factory(before, "one")).hasToString("newer");
        assertThat(before.realmsNotIn(next)).hasSize(1);
    }

    @Test
    void aPluginThatIsGoneIsKeptWhileItIsUsed() throws Exception {
        write("a", "one");
        ExtensionCatalog before = load();
        Files.delete(plugins.resolve("a.jar"));

        loadAgain(before, "one");

        assertThat(factory(next, "one")).isSameAs(factory(before, "one"));
        assertThat(next.keepsWhatIsGone()).isTrue();
        assertThat(next.reports().get(0).warnings()).anyMatch(warning -> warning.contains("its file is gone"));

        ExtensionCatalog last = loadAgain(next);
        assertThat(last.reports()).isEmpty();
    }

    @Test
    void aPluginThatBecameUnreadableIsKeptBesideItsRejection() throws Exception {
        write("a", "one");
        ExtensionCatalog before = load();
        Files.writeString(plugins.resolve("a.jar"), "half a jar");

        loadAgain(before, "one");

        assertThat(factory(next, "one")).isSameAs(factory(before, "one"));
        assertThat(next.reports()).extracting(PluginReport::status).containsExactly("rejected", "loaded");
    }

    @Test
    void whatAnotherPluginProvidesNowNeedsNoKeeping() throws Exception {
        write("a", "one");
        ExtensionCatalog before = load();
        Files.delete(plugins.resolve("a.jar"));
        write("b", "one");

        loadAgain(before, "one");

        assertThat(next.find(ALGORITHM, "one").plugin()).isEqualTo("b");
        assertThat(next.keepsWhatIsGone()).isFalse();
    }

    @Test
    void aPluginThatTheConfigDisablesIsNotKept() throws Exception {
        write("a", "one");
        ExtensionCatalog before = load();

        loadAgain(before, Set.of("a"), "one");

        assertThatExceptionOfType(LookupFailure.class).isThrownBy(() -> factory(next, "one"));
    }
}
