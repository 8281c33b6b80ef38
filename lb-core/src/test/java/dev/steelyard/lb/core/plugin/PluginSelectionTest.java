package dev.steelyard.lb.core.plugin;

import static dev.steelyard.lb.core.plugin.ExtensionPoint.ALGORITHM;
import static dev.steelyard.lb.core.plugin.ExtensionPoint.FILTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What the config disables and requires, and how a type is looked up. */
class PluginSelectionTest extends LoaderFixture {

    @BeforeEach
    void writePlugins() {
        FixtureJar.plugin("p.RoundRobin", "round-robin")
                .algorithm("p.Least", "\"least-connections\"")
                .algorithm("p.Random", "\"random-2\"")
                .service("p.RoundRobin", "p.Random", "p.Least")
                .manifest("Plugin-Id", "lb-algorithms")
                .writeTo(builtIns.resolve("lb-algorithms-0.1.0.jar"));
        FixtureJar.plugin("acme.Geo", "acme-geo").writeTo(plugins.resolve("acme-geo/geo.jar"));
    }

    @Test
    void builtInsLoadThroughTheSameCode() throws Exception {
        ExtensionCatalog catalog = load();

        assertThat(catalog.reports()).extracting(PluginReport::builtIn).containsExactly(true, false);
        assertThat(catalog.find(ALGORITHM, "random-2").provider()).isEqualTo("lb-algorithms (built in)");
        assertThat(catalog)
                .extracting(RegisteredExtension::type)
                .containsExactly("round-robin", "random-2", "least-connections", "acme-geo");
    }

    @Test
    void anUnknownTypeIsAnsweredWithTheNearestAndAllKnownOnes() {
        ExtensionCatalog catalog = load();
        String known = "known: least-connections, random-2, round-robin (built in), acme-geo (plugins/acme-geo)";

        assertThatThrownBy(() -> catalog.find(ALGORITHM, "leastconnections"))
                .isInstanceOf(LookupFailure.class)
                .hasMessage("no algorithm 'leastconnections'; did you mean 'least-connections'? " + known);
        assertThatThrownBy(() -> catalog.find(ALGORITHM, "quantum")).hasMessage("no algorithm 'quantum'; " + known);
        assertThatThrownBy(() -> catalog.find(FILTER, "cors")).hasMessage("no filter 'cors'; no plugin provides one");
    }

    @Test
    void aDisabledPluginIsReportedButNotOpened() throws Exception {
        ExtensionCatalog catalog = load(Set.of("acme-geo"), List.of());

        assertThat(catalog.types(ALGORITHM)).doesNotContain("acme-geo");
        assertThat(catalog.reports().get(1).status()).isEqualTo("disabled");
        assertThat(log.lines()).contains("INFO plugin acme-geo (plugins/acme-geo) is disabled");
        try (Stream<Path> copies = Files.list(work)) {
            assertThat(copies).hasSize(1);
        }
    }

    @Test
    void aDisabledTypeMakesRoomForAnother() throws Exception {
        FixtureJar.plugin("mine.Random", "random-2").writeTo(plugins.resolve("mine.jar"));

        ExtensionCatalog catalog = load(Set.of("lb-algorithms/random-2"), List.of());

        assertThat(catalog.find(ALGORITHM, "random-2").plugin()).isEqualTo("mine");
        PluginReport builtIn = catalog.reports().get(0);
        assertThat(algorithms(builtIn)).containsExactly("round-robin", "least-connections");
        assertThat(builtIn.disabledTypes()).containsExactly("algorithm random-2");
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    @Test
    void disablingWhatIsNotThereIsDoubted() {
        load(Set.of("acme-go", "lb-algorithms/quantum"), List.of());

        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        "WARN plugins.disabled: no plugin or plugin's type is called 'acme-go'; did you mean 'acme-geo'?",
                        "WARN plugins.disabled: no plugin or plugin's type is called 'lb-algorithms/quantum';"
                                + " did you mean 'lb-algorithms/random-2'?");
    }

    @Test
    void aRequiredPluginThatLoadsIsFine() {
        assertThat(load(Set.of(), List.of("acme-geo")).reports()).allMatch(PluginReport::wasLoaded);
    }

    @Test
    void requiredPluginsThatAreNotThereStopTheStartAllAtOnce() throws Exception {
        Files.write(plugins.resolve("bad.jar"), new byte[0]);

        assertThatThrownBy(() -> load(Set.of("lb-algorithms"), List.of("bad", "lb-algorithms", "acme-goe", "x")))
                .isInstanceOf(RequiredPluginMissing.class)
                .hasMessage("""
                        required plugin 'bad' (plugins/bad.jar) is rejected: bad.jar is not a jar that can be read \
                        (zip file is empty). Copy it again; it may have been cut short, or need a newer Java.
                        required plugin 'lb-algorithms' (lib/plugins/lb-algorithms-0.1.0.jar) is disabled. \
                        Remove it from plugins.disabled or from plugins.required.
                        required plugin 'acme-goe' is not there; did you mean 'acme-geo'? \
                        found: acme-geo, bad, lb-algorithms
                        required plugin 'x' is not there; found: acme-geo, bad, lb-algorithms""");
        try (Stream<Path> copies = Files.list(work)) {
            assertThat(copies).as("all that was open is closed").isEmpty();
        }
    }

    @Test
    void aMissingPluginsDirectoryIsAnEmptyOne() {
        StagedPlugin.deleteTree(plugins);

        assertThat(load().reports()).hasSize(1);
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    @Test
    void missingBuiltInsAreDoubted() {
        StagedPlugin.deleteTree(builtIns);

        assertThat(load().reports()).hasSize(1);
        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        "WARN lib/plugins: no such directory (" + builtIns + "), so there are no built-in plugins");
    }
}
