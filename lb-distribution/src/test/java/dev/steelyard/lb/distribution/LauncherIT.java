package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.Folders;
import dev.steelyard.lb.distribution.fixture.Jdk;
import dev.steelyard.lb.distribution.fixture.Repository;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code bin/lb} says when something that it needs is not there, and what it makes of what is. */
class LauncherIT {
    private final Bundle bundle = Bundle.shared();

    @TempDir
    private Path folder;

    private Finished run(Bundle started, Map<String, String> environment) throws Exception {
        ProcessBuilder command = started.command(List.of("version"));
        command.environment().remove("JAVA_HOME");
        command.environment().putAll(environment);
        return Bundle.finish(command);
    }

    /** A java that says it has a version, or else shows what it was called with. */
    private Path fakeJava(String version) throws IOException {
        Path java = Files.createDirectories(folder.resolve("fake/bin")).resolve("java");
        writeProgram(
                java,
                "if [ \"$1\" = -version ]; then echo '" + version + "' >&2; else for i; do echo \"$i\"; done; fi");
        return java;
    }

    private static void writeProgram(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource({"openjdk version \"11.0.2\" 2019-01-15, 11", "java version \"1.8.0_392\", 8"})
    void aJavaThatIsTooOldIsNamedWithItsVersion(String says, int version) throws Exception {
        Path java = fakeJava(says);

        Finished refused = run(bundle, Map.of("LB_JAVA", java.toString()));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("lb: " + java + " is Java " + version
                        + "; Steelyard needs 17 or newer. Set JAVA_HOME or LB_JAVA to one.");
    }

    @Test
    void aJavaWhoseVersionCannotBeToldIsNamed() throws Exception {
        Path java = fakeJava("I am a teapot");

        Finished refused = run(bundle, Map.of("LB_JAVA", java.toString()));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("cannot tell the version of " + java);
    }

    @Test
    void aJavaHomeWithoutAJavaIsNamed() throws Exception {
        Finished refused = run(bundle, Map.of("JAVA_HOME", folder.toString()));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("JAVA_HOME says " + folder + "/bin/java, which is no program");
    }

    @Test
    void aMachineWithoutJavaIsTold() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("bash", "dirname", "readlink", "sed", "head", "mkdir")) {
            writeProgram(tools.resolve(tool), "exec " + whereIs(tool) + " \"$@\"");
        }

        Finished refused = run(bundle, Map.of("PATH", tools.toString()));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("lb: no Java found. Install Java 17 or newer, or set JAVA_HOME or LB_JAVA.");
    }

    private static String whereIs(String tool) throws Exception {
        return Bundle.finish(new ProcessBuilder("sh", "-c", "command -v " + tool))
                .out();
    }

    @Test
    void aBundleWithoutItsLibrariesIsToldToBeUnpackedAgain() throws Exception {
        Bundle broken = bundle.copyTo(folder.resolve("broken"));
        Folders.delete(broken.file("lib"));

        Finished refused = broken.run("version");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("lb: " + broken.file("lib") + " is missing. Unpack the bundle again, whole.");
    }

    @Test
    void aLibraryThatIsMissingIsNamed() throws Exception {
        Bundle broken = bundle.copyTo(folder.resolve("broken"));
        Files.delete(broken.file("lib/lb-api-" + Repository.version() + ".jar"));

        Finished refused = broken.run("version");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out() + refused.err()).contains("dev.steelyard.lb.api not found");
    }

    @Test
    void itRunsThroughALinkAndInAFolderWithBlanksInItsName() throws Exception {
        Bundle moved = bundle.copyTo(folder.resolve("my own balancer"));
        Path link = Files.createSymbolicLink(folder.resolve("lb"), moved.file("bin/lb"));

        Finished version = Bundle.finish(new ProcessBuilder(link.toString(), "version"));

        assertThat(version.exitCode()).as("%s", version).isZero();
        assertThat(version.out()).startsWith("Steelyard " + Repository.version());
    }

    @Test
    void moreOptionsForJavaArePassedOn() throws Exception {
        Path java = fakeJava("openjdk version \"17.0.1\"");

        Finished shown = run(bundle, Map.of("LB_JAVA", java.toString(), "LB_JAVA_OPTS", "-Xmx2g -Dmy.own=1"));

        assertThat(shown.out().lines()).contains("-Xmx2g", "-Dmy.own=1", "-Dlb.home=" + bundle.home(), "version");
    }

    @Test
    void aLogbackFileOfOnesOwnSaysWhatIsLogged() throws Exception {
        Bundle copy = bundle.copyTo(folder.resolve("copy"));
        String example = Files.readString(copy.file("conf/logback-example.xml"));
        Files.writeString(copy.file("conf/logback.xml"), example.replace("%-5level", "MY-OWN"));

        Finished plugins = copy.run("plugins");

        assertThat(bundle.run("plugins").err()).contains(" INFO  PluginLoader: plugin lb-algorithms");
        assertThat(plugins.err()).contains(" MY-OWN PluginLoader: plugin lb-algorithms");
    }

    @Test
    void aStoppedBalancerLeavesAnArchiveOfClassesThatTheNextStartTakesUp() throws Exception {
        Bundle copy = bundle.copyTo(folder.resolve("copy"));
        String config = "listeners.web.bind = \"127.0.0.1:0\"\nadmin.enabled = false\npools.web.backends = []";
        try (RunningLb first = RunningLb.start(copy, config)) {
            first.terminate();
            assertThat(first.awaitEnd()).isZero();
        }
        try (RunningLb second = RunningLb.start(copy, config)) {
            assertThat(Folders.tree(copy.file("work")))
                    .anyMatch(file -> file.matches("classes-" + Jdk.current().version() + "-[0-9]+\\.jsa"));
            assertThat(ProcessHandle.of(second.pid())
                            .orElseThrow()
                            .info()
                            .arguments()
                            .orElseThrow())
                    .anyMatch(argument -> argument.startsWith("-XX:SharedArchiveFile=" + copy.file("work")));
        }
    }

    @Test
    void aBundleThatWasCopiedAfterItRanStartsAnArchiveOfItsOwn() throws Exception {
        Bundle original = bundle.copyTo(folder.resolve("original"));
        String config = "listeners.web.bind = \"127.0.0.1:0\"\nadmin.enabled = false\npools.web.backends = []";
        try (RunningLb first = RunningLb.start(original, config)) {
            first.terminate();
            assertThat(first.awaitEnd()).isZero();
        }
        original.run("version"); // takes up the archive, that is, gives it its final name
        Bundle moved = original.copyTo(folder.resolve("moved"));

        try (RunningLb second = RunningLb.start(moved, config)) {
            second.terminate();
            assertThat(second.awaitEnd()).isZero();
        }
        assertThat(archives(moved.file("work")))
                .hasSizeGreaterThan(archives(original.file("work")).size());
    }

    private static List<String> archives(Path work) {
        return Folders.tree(work).stream().filter(file -> file.contains(".jsa")).toList();
    }
}
