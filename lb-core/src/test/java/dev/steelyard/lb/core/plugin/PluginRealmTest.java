package dev.steelyard.lb.core.plugin;

import static dev.steelyard.lb.core.plugin.ExtensionPoint.ALGORITHM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.steelyard.lb.api.algorithm.AlgorithmFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What loads, in which kind of realm, and what it sees there. */
class PluginRealmTest extends LoaderFixture {
    private static final String SEES = """
            static String sees(String... names) {
                StringBuilder seen = new StringBuilder();
                for (String name : names) {
                    try {
                        Class.forName(name);
                        seen.append("-").append(name.substring(name.lastIndexOf('.') + 1).toLowerCase());
                    } catch (ClassNotFoundException hidden) {
                        // as it should be
                    }
                }
                return "sees" + seen;
            }
            """;
    private static final String SEES_OF_HOST = "sees(\"dev.steelyard.lb.core.plugin.PluginLoader\","
            + " \"com.google.common.base.Joiner\", \"com.typesafe.config.Config\", \"org.slf4j.Logger\")";

    @Test
    void aModularJarLoadsAsALayer() throws Exception {
        FixtureJar.modularPlugin("acme.geo", "acme.geo.Geo", "acme-geo")
                .option("--module-version", "1.2")
                .writeTo(plugins.resolve("geo-1.2.jar"));

        ExtensionCatalog catalog = load();

        PluginReport report = catalog.reports().get(0);
        assertThat(report.id()).isEqualTo("acme.geo");
        assertThat(report.version()).isEqualTo("1.2");
        assertThat(report.apiVersion()).isEqualTo("0.1.0");
        assertThat(report.realm()).isEqualTo("layer");
        assertThat(report.warnings()).isEmpty();
        RegisteredExtension<AlgorithmFactory> geo = catalog.find(ALGORITHM, "acme-geo");
        assertThat(geo.factory().getClass().getModule().getName()).isEqualTo("acme.geo");
        assertThat(geo.provider()).isEqualTo("acme.geo (plugins/geo-1.2.jar)");
        assertThat(geo.factory().create(null, null)).isNotNull();
    }

    @Test
    void aModuleMayUseAStaticProviderMethod() {
        new FixtureJar()
                .source(
                        "p.Maker",
                        "package p; public class Maker { public static " + FixtureJar.ALGORITHMS
                                + " provider() { return Made.make(); } }")
                .algorithm("p.Made", "\"made\"", "static Made make() { return new Made(1); } private Made(int i) {}")
                .module("p", "requires dev.steelyard.lb.api; provides " + FixtureJar.ALGORITHMS + " with p.Maker;")
                .writeTo(plugins.resolve("p.jar"));

        assertThat(algorithms(loadOne())).containsExactly("made");
    }

    @Test
    void aLayerDoesNotPassOffItsParentsProvidersAsItsOwn() throws Exception {
        HostApi host = HostApi.ofThisProcess();
        FixtureJar.modularPlugin("p", "p.A", "a").writeTo(plugins.resolve("a.jar"));
        FixtureJar.modularPlugin("q", "q.B", "b").writeTo(plugins.resolve("b.jar"));
        StagingArea area = new StagingArea(work, log);
        List<PluginSource> sources = new PluginFolder(plugins, "plugins", false, log).scan();
        List<String> found = new ArrayList<>();
        ModuleLayer layer = host.layer().orElseThrow();

        for (PluginSource source : sources) {
            StagedPlugin staged = area.stage(source);
            PluginFacts facts = PluginInspector.inspect(source, staged);
            LayerRealm realm = LayerRealm.open(facts, staged, layer, host.loader());
            List<AlgorithmFactory> made =
                    realm.providers(AlgorithmFactory.class).made();
            made.forEach(factory -> found.add(factory.type()));
            layer = made.get(0).getClass().getModule().getLayer();
        }

        assertThat(found).containsExactly("a", "b");
    }

    @Test
    void aJarWithoutModuleInfoLoadsAsAClassPath() throws Exception {
        FixtureJar.plugin("p.Old", "old-style").writeTo(plugins.resolve("old-style-2.0-SNAPSHOT.jar"));

        ExtensionCatalog catalog = load();

        PluginReport report = catalog.reports().get(0);
        assertThat(report.id()).isEqualTo("old-style");
        assertThat(report.version()).isEqualTo("2.0-SNAPSHOT");
        assertThat(report.realm()).isEqualTo("class path");
        assertThat(report.sha256()).matches("[0-9a-f]{64}");
        assertThat(catalog.find(ALGORITHM, "old-style")
                        .factory()
                        .getClass()
                        .getModule()
                        .isNamed())
                .isFalse();
    }

    @Test
    void theManifestNamesAPlugin() {
        FixtureJar.modularPlugin("acme.geo", "acme.geo.Geo", "acme-geo")
                .manifest("Plugin-Id", "geo")
                .manifest("Plugin-Version", "7")
                .manifest("Plugin-Status", "experimental")
                .writeTo(plugins.resolve("whatever.jar"));

        PluginReport report = loadOne();

        assertThat(List.of(report.id(), report.version(), report.stability()))
                .containsExactly("geo", "7", "experimental");
    }

    @Test
    void aFolderRunsOnItsOwnCopyOfALibraryThatTheHostHas() {
        Path guava = new FixtureJar()
                .source("com.google.common.base.Joiner", joiner("private"))
                .writeTo(plugins.resolve("joins/guava-1.jar"));
        FixtureJar.plugin("p.Joins", "unused")
                .algorithm("p.Joins", "com.google.common.base.Joiner.ORIGIN")
                .library(guava)
                .writeTo(plugins.resolve("joins/joins.jar"));

        PluginReport report = loadOne();

        assertThatCode(() -> Class.forName("com.google.common.base.Joiner"))
                .as("the host has one, too")
                .doesNotThrowAnyException();
        assertThat(report.jars()).containsExactly("guava-1.jar", "joins.jar");
        assertThat(algorithms(report)).containsExactly("private");
    }

    @Test
    void aLayerRunsOnItsOwnCopyOfAModuleThatTheHostHas() {
        Path guava = new FixtureJar()
                .source("com.google.common.base.Joiner", joiner("private-module"))
                .module("com.google.common", "exports com.google.common.base;")
                .writeTo(plugins.resolve("joins/guava-1.jar"));
        new FixtureJar()
                .algorithm("p.Joins", "com.google.common.base.Joiner.ORIGIN")
                .module(
                        "p",
                        "requires dev.steelyard.lb.api; requires com.google.common; provides " + FixtureJar.ALGORITHMS
                                + " with p.Joins;")
                .library(guava)
                .writeTo(plugins.resolve("joins/joins.jar"));

        PluginReport report = loadOne();

        assertThat(report.realm()).isEqualTo("layer");
        assertThat(algorithms(report)).containsExactly("private-module");
    }

    @Test
    void twoPluginsRunOnTwoVersionsOfOneLibrary() {
        for (String version : List.of("one", "two")) {
            Path library = new FixtureJar()
                    .source(
                            "lib.Version",
                            "package lib; public class Version { public static String NAME = \"" + version + "\"; }")
                    .writeTo(plugins.resolve(version + "/lib.jar"));
            FixtureJar.plugin("p.Plugin", "unused")
                    .algorithm("p.Plugin", "lib.Version.NAME")
                    .library(library)
                    .writeTo(plugins.resolve(version + "/plugin.jar"));
        }

        assertThat(load().types(ALGORITHM)).containsExactly("one", "two");
    }

    @Test
    void aClassPathPluginSeesTheApiButNothingElseOfTheHost() {
        FixtureJar.plugin("p.Curious", "unused")
                .algorithm("p.Curious", SEES_OF_HOST, SEES)
                .writeTo(plugins.resolve("curious.jar"));

        assertThat(algorithms(loadOne())).containsExactly("sees-logger");
    }

    @Test
    void aLayerPluginSeesTheApiButNothingElseOfTheHost() {
        FixtureJar.modularPlugin("p", "p.Curious", "unused")
                .algorithm("p.Curious", SEES_OF_HOST, SEES)
                .writeTo(plugins.resolve("curious.jar"));

        assertThat(algorithms(loadOne())).containsExactly("sees-logger");
    }

    @Test
    void aClassPathPluginUsesTheWholeJdk() {
        // Thirty reflective calls make the JDK generate an accessor, which the plugin's loader must link to JDK
        // internals.
        FixtureJar.plugin("p.Jdk", "unused").algorithm("p.Jdk", "work()", """
                        public static int one() { return 1; }
                        record Pair(int a, int b) {}
                        static String work() {
                            try {
                                int sum = 0;
                                for (int i = 0; i < 30; i++) {
                                    sum += (int) Jdk.class.getMethod("one").invoke(null);
                                }
                                Runnable proxy = (Runnable) java.lang.reflect.Proxy.newProxyInstance(
                                        Jdk.class.getClassLoader(), new Class<?>[] {Runnable.class}, (p, m, a) -> null);
                                proxy.run();
                                java.net.http.HttpClient.Version version = java.net.http.HttpClient.Version.HTTP_2;
                                new java.sql.Timestamp(0).getTime();
                                java.net.URL self = Jdk.class.getResource("Jdk.class");
                                java.net.URL api = Jdk.class.getResource("/dev/steelyard/lb/api/Extension.class");
                                return "sum-" + (sum + new Pair(1, 2).b()) + (self == null || api == null ? "-blind" : "");
                            } catch (ReflectiveOperationException failed) {
                                throw new IllegalStateException(failed);
                            }
                        }
                        """).writeTo(plugins.resolve("jdk.jar"));

        assertThat(algorithms(loadOne())).containsExactly("sum-32");
    }

    @Test
    void aFactoryIsMadeAndNamedWithItsOwnLoaderAsContextLoader() {
        String context = "Thread.currentThread().getContextClassLoader()";
        FixtureJar.plugin("p.Context", "unused")
                .algorithm(
                        "p.Context",
                        "(made == " + context + " && made == getClass().getClassLoader() ? \"own\" : \"foreign\")",
                        "final ClassLoader made = " + context + ";")
                .writeTo(plugins.resolve("context.jar"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        assertThat(algorithms(loadOne())).containsExactly("own");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void jarsOfOneFolderMayShareAPackage() {
        Path other = new FixtureJar()
                .source("p.Split", "package p; class Split { static String name() { return \"split\"; } }")
                .writeTo(plugins.resolve("split/a.jar"));
        FixtureJar.plugin("p.Main", "unused")
                .algorithm("p.Main", "Split.name()")
                .library(other)
                .writeTo(plugins.resolve("split/b.jar"));

        assertThat(algorithms(loadOne())).containsExactly("split");
    }

    @Test
    void aJarWhoseNameCannotBeAModulesLoads() {
        FixtureJar.plugin("p.Odd", "odd").writeTo(plugins.resolve("3rd-party.jar"));

        PluginReport report = loadOne();

        assertThat(report.id()).isEqualTo("3rd-party");
        assertThat(algorithms(report)).containsExactly("odd");
    }

    @Test
    void aClassInNoPackageLoads() {
        FixtureJar.plugin("Bare", "bare").writeTo(plugins.resolve("bare.jar"));

        assertThat(algorithms(loadOne())).containsExactly("bare");
    }

    @Test
    void aPluginThatShadesTheApiRunsOnTheHosts() throws Exception {
        ApiFixture.shadedInto(FixtureJar.plugin("p.Fat", "fat"), home.resolve("api"))
                .writeTo(plugins.resolve("fat.jar"));

        assertThat(load().find(ALGORITHM, "fat").factory()).isInstanceOf(AlgorithmFactory.class);
    }

    @Test
    void aCopyOfTheApisJarInAFolderIsPassedOver() throws Exception {
        Path api = ApiFixture.ofVersion("0.1.0", home.resolve("api"));
        ApiFixture.packed(api, plugins.resolve("geo/lb-api.jar"));
        FixtureJar.modularPlugin("p", "p.Geo", "geo").writeTo(plugins.resolve("geo/geo.jar"));

        PluginReport report = loadOne();

        assertThat(report.realm()).isEqualTo("layer");
        assertThat(report.warnings())
                .containsExactly("lb-api.jar is passed over: the balancer brings that part of the plugin API");
    }

    @Test
    void oneBadProviderDoesNotHideTheGoodOnes() {
        FixtureJar.plugin("p.Good", "good")
                .algorithm("p.Bad", "\"bad\"", "static { if (true) throw new IllegalStateException(\"no licence\"); }")
                .algorithm("p.Late", "\"late\"")
                .service("p.Bad", "p.Gone", "p.Good # fine", "p.Late")
                .writeTo(plugins.resolve("mixed.jar"));

        PluginReport report = loadOne();

        assertThat(algorithms(report)).containsExactly("good", "late");
        assertThat(report.warnings())
                .containsExactly(
                        "algorithm: Provider p.Bad could not be instantiated"
                                + " (java.lang.IllegalStateException: no licence)",
                        "algorithm: Provider p.Gone not found");
        assertThat(log.lines())
                .containsExactly(
                        "INFO plugin mixed (plugins/mixed.jar) loaded: {algorithm=[good, late]}",
                        "WARN plugin mixed (plugins/mixed.jar): "
                                + report.warnings().get(0),
                        "WARN plugin mixed (plugins/mixed.jar): "
                                + report.warnings().get(1));
    }

    @Test
    void aPluginThatDoesNotSayItsApiVersionLoadsWithAWarning() {
        new FixtureJar().algorithm("p.Mute", "\"mute\"").service("p.Mute").writeTo(plugins.resolve("mute.jar"));

        assertThat(loadOne().warnings())
                .containsExactly("mute.jar does not say for which lb-api it was built (this is 0.1.0);"
                        + " add Lb-Api-Version to its manifest");
    }

    @Test
    void aJarOverwrittenWhileInUseBreaksNothing() throws Exception {
        FixtureJar.plugin("p.Lazy", "lazy")
                .source("p.Later", "package p; class Later { public String toString() { return \"later\"; } }")
                .algorithm("p.Lazy", "\"lazy\"", "public String toString() { return new Later().toString(); }")
                .writeTo(plugins.resolve("lazy.jar"));
        ExtensionCatalog catalog = load();

        Files.write(plugins.resolve("lazy.jar"), new byte[10_000]);

        assertThat(catalog.find(ALGORITHM, "lazy").factory()).hasToString("later");
    }

    private static String joiner(String origin) {
        return "package com.google.common.base; public class Joiner { public static String ORIGIN = \"" + origin
                + "\"; }";
    }
}
