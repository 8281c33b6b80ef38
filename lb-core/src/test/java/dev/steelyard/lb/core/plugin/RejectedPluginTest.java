package dev.steelyard.lb.core.plugin;

import static dev.steelyard.lb.core.plugin.ExtensionPoint.ALGORITHM;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What does not load, and what its user reads about it. */
class RejectedPluginTest extends LoaderFixture {

    @AfterEach
    void nothingOfARejectedPluginIsLeftInTheWorkDirectory() throws Exception {
        closeCatalog();
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aRejectedPluginIsLoggedOnceAndHurtsNoOther() throws Exception {
        Files.write(plugins.resolve("bad-1.0.jar"), "not a zip".getBytes(StandardCharsets.UTF_8));
        FixtureJar.plugin("p.Good", "good").writeTo(plugins.resolve("good.jar"));

        ExtensionCatalog catalog = load();

        assertThat(catalog.types(ALGORITHM)).containsExactly("good");
        assertThat(catalog.reports()).extracting(PluginReport::status).containsExactly("rejected", "loaded");
        assertThat(log.lines())
                .containsExactly(
                        "ERROR plugin bad (plugins/bad-1.0.jar) rejected: bad-1.0.jar is not a jar that can be read"
                                + " (zip END header not found). Copy it again; it may have been cut short, or need a newer"
                                + " Java.",
                        "INFO plugin good (plugins/good.jar) loaded: {algorithm=[good]}");
    }

    @Test
    void aJarCutShortIsReportedWithWhatIsKnown() throws Exception {
        Path jar = FixtureJar.plugin("p.Cut", "cut").writeTo(plugins.resolve("cut-1.0.jar"));
        byte[] whole = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(whole, whole.length / 2));

        PluginReport report = loadOne();

        assertThat(report.id()).isEqualTo("cut");
        assertThat(report.version()).isEqualTo("1.0");
        assertThat(report.sha256()).hasSize(64);
        assertThat(report.jars()).containsExactly("cut-1.0.jar");
        assertThat(report.realm()).isEmpty();
        assertThat(report.reason()).startsWith("cut-1.0.jar is not a jar that can be read (");
    }

    @Test
    void anEmptyFolderIsNoPlugin() throws Exception {
        Files.createDirectory(plugins.resolve("nothing"));

        assertThat(whyRejected(loadOne()))
                .isEqualTo("rejected: nothing: plugins/nothing is a folder without jars."
                        + " Put the plugin's jars into it, or remove it.");
    }

    @Test
    void aPluginWithoutProvidersIsToldWhichJarsWereLookedAt() {
        new FixtureJar().source("lib.A", "package lib; class A {}").writeTo(plugins.resolve("libs/a.jar"));
        new FixtureJar().source("lib.B", "package lib; class B {}").writeTo(plugins.resolve("libs/b.jar"));

        assertThat(whyRejected(loadOne()))
                .isEqualTo("rejected: libs: none of its jars provides an algorithm, health check, session affinity or"
                        + " filter (looked at a.jar, b.jar). Name the factory's class in"
                        + " META-INF/services/dev.steelyard.lb.api.algorithm.AlgorithmFactory (or that of another"
                        + " extension point), or in the module-info: provides"
                        + " dev.steelyard.lb.api.algorithm.AlgorithmFactory with its class.");
    }

    @Test
    void aModuleThatRequiresALibraryOfTheHostIsToldToBringIt() {
        String why = "rejected: p: module p requires com.google.common, which is neither in %s nor part of the plugin"
                + " API (dev.steelyard.lb.api, org.slf4j). %s";
        Path guava = new FixtureJar()
                .source("com.google.common.base.Joiner", "package com.google.common.base; public class Joiner {}")
                .module("com.google.common", "exports com.google.common.base;")
                .writeTo(home.resolve("elsewhere/guava.jar"));
        FixtureJar needy = new FixtureJar()
                .algorithm("p.Needy", "\"needy\"")
                .module(
                        "p",
                        "requires dev.steelyard.lb.api; requires com.google.common; requires java.sql; provides "
                                + FixtureJar.ALGORITHMS + " with p.Needy;")
                .library(guava);
        needy.writeTo(plugins.resolve("a-folder/needy.jar"));
        needy.writeTo(plugins.resolve("b-jar.jar"));

        assertThat(load().reports())
                .extracting(LoaderFixture::whyRejected)
                .containsExactly(
                        why.formatted("plugins/a-folder", "Put its jar into plugins/a-folder/."),
                        why.formatted(
                                "plugins/b-jar.jar",
                                "Make a folder plugins/b-jar/ and put its jar into it together with b-jar.jar."));
    }

    @Test
    void aModuleThatRequiresTheBalancerItselfIsToldToUseTheApi() {
        FixtureJar.modularPlugin("p", "p.Nosy", "nosy")
                .module(
                        "p",
                        "requires dev.steelyard.lb.api; requires dev.steelyard.lb.core; provides "
                                + FixtureJar.ALGORITHMS + " with p.Nosy;")
                .library(FixtureJar.locationOf(PluginLoader.class))
                .writeTo(plugins.resolve("nosy.jar"));

        assertThat(whyRejected(loadOne()))
                .isEqualTo(
                        "rejected: p: module p requires dev.steelyard.lb.core, which is neither in plugins/nosy.jar nor"
                                + " part of the plugin API (dev.steelyard.lb.api, org.slf4j). That module is the balancer's own;"
                                + " use the plugin API only.");
    }

    @Test
    void aClassPathPluginThatLacksALibraryFailsByItself() {
        Path guava = new FixtureJar()
                .source(
                        "com.google.common.base.Joiner",
                        "package com.google.common.base; public class Joiner { public static String ORIGIN = \"x\"; }")
                .writeTo(home.resolve("elsewhere/guava.jar"));
        FixtureJar.plugin("p.Lacking", "lacking")
                .algorithm("p.Lacking", "\"lacking\"", "final String origin = com.google.common.base.Joiner.ORIGIN;")
                .library(guava)
                .writeTo(plugins.resolve("lacking.jar"));

        assertThat(whyRejected(loadOne()))
                .isEqualTo(
                        "rejected: lacking: none of its providers can be used (algorithm: Provider p.Lacking could not"
                                + " be instantiated (java.lang.ClassNotFoundException: com.google.common.base.Joiner))."
                                + " Put what is missing into the plugin, or ask its author.");
    }

    @Test
    void aModuleBuiltForANewerApiNeedsANewerBalancer() throws Exception {
        FixtureJar.modularPlugin("p", "p.Newer", "newer")
                .api(ApiFixture.ofVersion("0.9.0", home.resolve("api")))
                .writeTo(plugins.resolve("newer.jar"));

        PluginReport report = loadOne();

        assertThat(whyRejected(report))
                .isEqualTo("rejected: p: built for lb-api 0.9.0, this is 0.1.0. It needs a newer load balancer.");
        assertThat(report.apiVersion()).isEqualTo("0.9.0");
    }

    @Test
    void aClassPathPluginSaysItsApiVersionInItsManifest() {
        FixtureJar.plugin("p.A", "a").manifest("Lb-Api-Version", "1.0").writeTo(plugins.resolve("a.jar"));
        FixtureJar.plugin("p.B", "b").manifest("Lb-Api-Version", "new").writeTo(plugins.resolve("b.jar"));

        assertThat(load().reports())
                .extracting(LoaderFixture::whyRejected)
                .containsExactly(
                        "rejected: a: built for lb-api 1.0, this is 0.1.0. It needs a newer load balancer.",
                        "rejected: b: Lb-Api-Version: 'new' is not a version (expected: such as 1.4 or 1.4.2)."
                                + " Change it in the manifest.");
    }

    @Test
    void aMissingProviderClassIsNamed() {
        FixtureJar.plugin("p.Here", "here").service("p.Gone").writeTo(plugins.resolve("gone.jar"));

        assertThat(whyRejected(loadOne()))
                .isEqualTo("rejected: gone: none of its providers can be used (algorithm: Provider p.Gone not found)."
                        + " Put what is missing into the plugin, or ask its author.");
    }

    @Test
    void onlySoManyFailuresAreListed() {
        String[] gone = IntStream.range(0, 150).mapToObj(i -> "p.Gone" + i).toArray(String[]::new);
        FixtureJar.plugin("p.Here", "here").service(gone).writeTo(plugins.resolve("gone.jar"));

        assertThat(loadOne().reason())
                .contains("Provider p.Gone99 not found; algorithm: gave up after 100 failures")
                .doesNotContain("Gone100");
    }

    @Test
    void aClassOfAnotherKindIsNoProvider() {
        FixtureJar.plugin("p.Here", "here")
                .source("p.Other", "package p; public class Other {}")
                .service("p.Other")
                .writeTo(plugins.resolve("other.jar"));

        assertThat(loadOne().reason())
                .isEqualTo("none of its providers can be used (algorithm: p.Other not a subtype)");
    }

    @Test
    void theNewcomerWithATakenTypeIsRejectedAndBothAreNamed() throws Exception {
        FixtureJar.plugin("p.First", "round-robin")
                .manifest("Plugin-Id", "lb-algorithms")
                .writeTo(builtIns.resolve("lb-algorithms-0.1.0.jar"));
        FixtureJar.plugin("p.Fresh", "fresh")
                .algorithm("p.Second", "\"round-robin\"")
                .service("p.Fresh", "p.Second")
                .writeTo(plugins.resolve("mine.jar"));

        ExtensionCatalog catalog = load();

        assertThat(whyRejected(catalog.reports().get(1)))
                .isEqualTo("rejected: mine: algorithm 'round-robin' of plugins/mine.jar is already provided by plugin"
                        + " lb-algorithms (lib/plugins/lb-algorithms-0.1.0.jar). To use the new one, disable the other:"
                        + " plugins.disabled = [\"lb-algorithms/round-robin\"].");
        assertThat(catalog.types(ALGORITHM)).containsExactly("round-robin");
        assertThat(catalog.find(ALGORITHM, "round-robin").plugin()).isEqualTo("lb-algorithms");
    }

    @Test
    void onePluginCannotProvideATypeTwice() {
        FixtureJar.plugin("p.A", "same")
                .algorithm("p.B", "\"same\"")
                .service("p.A", "p.B")
                .writeTo(plugins.resolve("twins.jar"));

        assertThat(loadOne().reason()).isEqualTo("algorithm 'same' is provided twice, by p.A and by p.B");
    }

    @Test
    void theNewcomerWithATakenIdIsRejected() {
        FixtureJar.plugin("p.A", "a").writeTo(plugins.resolve("geo-1.0.jar"));
        FixtureJar.plugin("p.B", "b").writeTo(plugins.resolve("geo-1.1.jar"));

        assertThat(whyRejected(load().reports().get(1)))
                .isEqualTo("rejected: geo: plugins/geo-1.1.jar has the same id as plugins/geo-1.0.jar."
                        + " Remove one of the two, or give one another Plugin-Id in its manifest.");
    }

    @Test
    void anIdThatCouldLeadElsewhereIsRefused() {
        FixtureJar.plugin("p.A", "a").manifest("Plugin-Id", "../../etc").writeTo(plugins.resolve("a.jar"));

        assertThat(whyRejected(loadOne()))
                .isEqualTo("rejected: a: Plugin-Id: '../../etc' (expected: letters, digits, '.', '_', '-')."
                        + " Change it in the manifest.");
    }

    @Test
    void twoIdsInOneFolderAreTwoPlugins() {
        FixtureJar.plugin("p.A", "a").manifest("Plugin-Id", "a").writeTo(plugins.resolve("both/a.jar"));
        FixtureJar.plugin("p.B", "b").manifest("Plugin-Id", "b").writeTo(plugins.resolve("both/b.jar"));

        assertThat(whyRejected(loadOne()))
                .isEqualTo("rejected: both: its jars have different ids (a, b)."
                        + " One folder is one plugin: give each plugin a folder of its own.");
    }

    @Test
    void aTypeThatThrowsOrIsNullOrIsNoNameRejectsThePlugin() {
        String boom = "Boom.now()";
        FixtureJar.plugin("p.A", "unused")
                .algorithm("p.A", boom)
                .source(
                        "p.Boom",
                        "package p; class Boom { static String now() { throw new IllegalStateException(\"boom\"); } }")
                .writeTo(plugins.resolve("a.jar"));
        FixtureJar.plugin("p.B", "unused").algorithm("p.B", "null").writeTo(plugins.resolve("b.jar"));
        FixtureJar.plugin("p.C", "Round Robin").writeTo(plugins.resolve("c.jar"));

        assertThat(load().reports())
                .extracting(LoaderFixture::whyRejected)
                .containsExactly(
                        "rejected: a: p.A.type() throws java.lang.IllegalStateException: boom."
                                + " The plugin needs a fix by its author.",
                        "rejected: b: p.B.type(): null (expected: lower-case words joined by dashes, such as"
                                + " round-robin). The plugin needs a fix by its author.",
                        "rejected: c: p.C.type(): 'Round Robin' (expected: lower-case words joined by dashes, such as"
                                + " round-robin). The plugin needs a fix by its author.");
    }

    @Test
    void aModuleThatShadesTheApiIsToldToLeaveItOut() throws Exception {
        ApiFixture.shadedInto(FixtureJar.modularPlugin("p", "p.Fat", "fat"), home.resolve("api"))
                .writeTo(plugins.resolve("fat.jar"));

        PluginReport report = loadOne();

        assertThat(report.reason())
                .startsWith("module p contains package dev.steelyard.lb.api")
                .endsWith(", which is part of the plugin API");
        assertThat(report.remedy()).isEqualTo("Leave lb-api and slf4j-api out of the jar (in Maven: scope provided).");
    }

    @Test
    void twoVersionsOfOneModuleInAFolderAreRefused() {
        FixtureJar.modularPlugin("p", "p.A", "a").writeTo(plugins.resolve("p/p-1.jar"));
        FixtureJar.modularPlugin("p", "p.A", "a").writeTo(plugins.resolve("p/p-2.jar"));

        assertThat(loadOne().reason()).isEqualTo("p-1.jar and p-2.jar are both module p");
    }

    @Test
    void modulesThatShareAPackageDoNotFitTogether() {
        FixtureJar.modularPlugin("p", "p.shared.A", "a").writeTo(plugins.resolve("p/a.jar"));
        FixtureJar.modularPlugin("q", "p.shared.B", "b").writeTo(plugins.resolve("p/b.jar"));

        PluginReport report = loadOne();

        assertThat(report.reason())
                .startsWith("its modules do not fit together (")
                .contains("p.shared");
    }

    @Test
    void aServiceFileAloneDoesNotRegisterAModulesClass() {
        FixtureJar.modularPlugin("p", "p.A", "a")
                .algorithm("p.B", "\"b\"")
                .service("p.A", "p.B")
                .writeTo(plugins.resolve("half.jar"));

        assertThat(whyRejected(loadOne()))
                .isEqualTo("rejected: p: META-INF/services/dev.steelyard.lb.api.algorithm.AlgorithmFactory of half.jar"
                        + " lists p.B, which module p does not provide. Add to its module-info: provides"
                        + " dev.steelyard.lb.api.algorithm.AlgorithmFactory with p.B;");
    }

    @Test
    void aModuleBesideAPlainJarMustRepeatWhatItProvides() {
        FixtureJar.modularPlugin("p", "p.A", "a").writeTo(plugins.resolve("mixed/a.jar"));
        new FixtureJar().source("lib.B", "package lib; class B {}").writeTo(plugins.resolve("mixed/b.jar"));

        assertThat(whyRejected(loadOne()))
                .isEqualTo("rejected: p: module p provides p.A, but the plugin loads as a class path, where no"
                        + " module-info counts. Add to"
                        + " META-INF/services/dev.steelyard.lb.api.algorithm.AlgorithmFactory of a.jar the line: p.A");
    }

    @Test
    void aMixedFolderThatRepeatsItLoadsAsAClassPath() {
        FixtureJar.modularPlugin("p", "p.A", "a").service("p.A").writeTo(plugins.resolve("mixed/a.jar"));
        new FixtureJar().source("lib.B", "package lib; class B {}").writeTo(plugins.resolve("mixed/b.jar"));

        PluginReport report = loadOne();

        assertThat(report.realm()).isEqualTo("class path");
        assertThat(report.provides()).containsEntry("algorithm", List.of("a"));
        assertThat(report.warnings()).isEmpty();
    }
}
