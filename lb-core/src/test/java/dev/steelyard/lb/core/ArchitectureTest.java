package dev.steelyard.lb.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** What the README draws, held: arrows point downward, and what is free of Jetty stays so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final String CORE = "dev.steelyard.lb.core.";

    /** From top to bottom; a package may use those of lower levels, and of its own level where no cycle comes of it. */
    private static final List<List<String>> LEVELS = List.of(
            List.of("wiring"),
            List.of("cli", "admin", "server"),
            List.of("generation"),
            List.of("proxy", "stream", "accesslog"),
            List.of("upstream", "routing", "resilience"),
            List.of("pool"),
            List.of("health"),
            List.of("plugin"),
            List.of("tls"),
            List.of("config"));

    /** Leaves that every level may use and that use none of them. */
    private static final List<String> LEAVES = List.of("metrics", "loop");

    private static final List<String> FREE_OF_JETTY =
            List.of("routing", "pool", "health", "resilience", "plugin", "tls", "config", "metrics");

    private JavaClasses core;

    /** From the folder of compiled classes: on the module path there is no class path to search. */
    @BeforeAll
    void readTheClasses() throws URISyntaxException, ClassNotFoundException {
        Path marker = Path.of(Class.forName(CORE + "config.LbConfig")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        core = new ClassFileImporter().importPath(marker);
        assertThat(core.size()).isGreaterThan(100);
        assertThat(core.contain(CORE + "config.LbConfig")).isTrue();
    }

    private static String[] inPackages(List<String> names) {
        return names.stream().map(name -> CORE + name + "..").toArray(String[]::new);
    }

    @TestFactory
    Stream<DynamicTest> noPackageUsesOneAboveIt() {
        List<String> above = new ArrayList<>();
        List<DynamicTest> rules = new ArrayList<>();
        for (List<String> level : LEVELS) {
            String[] lower = inPackages(level);
            String[] upper = inPackages(above);
            rules.add(DynamicTest.dynamicTest(
                    String.join(", ", level),
                    () -> noClasses()
                            .that()
                            .resideInAnyPackage(lower)
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(upper)
                            .allowEmptyShould(true)
                            .check(core)));
            above.addAll(level);
        }
        return rules.stream();
    }

    @Test
    void leavesUseNoPackageOfTheCore() {
        List<String> others = LEVELS.stream().flatMap(List::stream).toList();
        noClasses()
                .that()
                .resideInAnyPackage(inPackages(LEAVES))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(inPackages(others))
                .allowEmptyShould(true)
                .check(core);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(CORE + "(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(core);
    }

    @Test
    void everyPackageHasItsLevel() {
        List<String> known = new ArrayList<>(LEAVES);
        LEVELS.forEach(known::addAll);
        classes()
                .that()
                .resideOutsideOfPackage("dev.steelyard.lb.core")
                .should()
                .resideInAnyPackage(inPackages(known))
                .check(core);
    }

    @Test
    void selectionKnowsNothingOfJetty() {
        noClasses()
                .that()
                .resideInAnyPackage(inPackages(FREE_OF_JETTY))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .allowEmptyShould(true)
                .check(core);
    }

    /** And the one class that makes the injector, asks it for the roots of the graph, and is not made by it. */
    @Test
    void onlyWiringAndCommandLineKnowTheirFrameworks() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inPackages(List.of("wiring", "cli")))
                .and()
                .doNotHaveFullyQualifiedName(CORE + "LoadBalancer")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.inject..", "picocli..")
                .allowEmptyShould(true)
                .check(core);
    }

    /** What a second path shares, as the README of the package lists it; Jetty's headers are values and may be known. */
    @Test
    void theHeaderPolicyAndTheStateOfAnExchangeKnowNoRequestOfJettys() {
        classes()
                .that()
                .haveNameMatching(CORE.replace(".", "\\.")
                        + "proxy\\.(RequestHead|ForwardedFields|ForwardedHeaders|HopByHop|ReservedHeaders|RequestIds|Cookies"
                        + "|ClientAddress|TrailerFields|ExchangeRecord|ProxyMetrics|HttpListener|Refusal)")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "org.eclipse.jetty.server..", "org.eclipse.jetty.client..", "org.eclipse.jetty.proxy..")
                .check(core);
    }

    @Test
    void theCoreKnowsNoBuiltInPlugin() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.steelyard.lb.algorithms..",
                        "dev.steelyard.lb.healthchecks..",
                        "dev.steelyard.lb.affinity..")
                .check(core);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Helper|Common|Manager)(\\$.*)?")
                .check(core);
    }

    @Test
    void noStaticFieldCanChange() {
        fields().that().areStatic().should().beFinal().allowEmptyShould(true).check(core);
    }
}
