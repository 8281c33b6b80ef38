package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.Finished;
import dev.steelyard.lb.distribution.fixture.Folders;
import dev.steelyard.lb.distribution.fixture.Jdk;
import dev.steelyard.lb.distribution.fixture.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedBundleIT {
    @TempDir
    private Path folder;

    @Test
    void theArchiveHoldsWhatPeopleNeedAndNothingThatAroseWhileRunning() {
        Bundle unpacked = Bundle.unpackTo(folder);

        assertThat(unpacked.home()).isDirectoryContaining("glob:**/conf");
        assertThat(Folders.tree(unpacked.home()))
                .contains("bin/lb", "conf/lb.conf", "conf/logback-example.xml", "plugins/README.txt")
                .contains("lib/lb-core-" + Repository.version() + ".jar", "lib/lb-api-" + Repository.version() + ".jar")
                .contains("lib/plugins/lb-algorithms/lb-algorithms-" + Repository.version() + ".jar")
                .noneMatch(path -> path.startsWith("work"));
    }

    @Test
    void theFolderInTargetIsWhatTheArchiveUnpacksTo() {
        Bundle unpacked = Bundle.unpackTo(folder);
        Path packed = Repository.target("steelyard");

        assertThat(Folders.tree(packed).stream().filter(path -> !path.startsWith("work")))
                .isEqualTo(Folders.tree(unpacked.home()));
        assertThat(Folders.tree(unpacked.home()).stream()
                        .filter(path -> Files.isRegularFile(packed.resolve(path)))
                        .filter(path -> !isSame(packed.resolve(path), unpacked.file(path))))
                .isEmpty();
    }

    @Test
    void timesAndModesDoNotDependOnWhoPacks() throws IOException {
        Bundle unpacked = Bundle.unpackTo(folder);

        Set<FileTime> times = new HashSet<>();
        Set<String> modes = new TreeSet<>();
        for (String path : Folders.tree(unpacked.home())) {
            Path file = unpacked.file(path);
            if (Files.isRegularFile(file)) {
                times.add(Files.getLastModifiedTime(file));
                modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertThat(times).hasSize(1);
        assertThat(modes).containsExactly("rw-r--r--", "rwxr-xr-x");
        assertThat(unpacked.file("bin/lb")).isExecutable();
    }

    @Test
    void noLibraryIsThereTwice() throws IOException {
        for (Path directory : List.of(Path.of("lib"), Path.of("lib/plugins/lb-health-checks"))) {
            List<String> names = jars(directory).stream()
                    .map(jar -> jar.replaceAll("-\\d.*", ""))
                    .toList();
            assertThat(names).doesNotHaveDuplicates();
        }
    }

    @Test
    void onlyTheLibraryFolderHasTheApi() {
        assertThat(Folders.tree(Bundle.shared().home()))
                .filteredOn(path -> path.contains("lb-api-"))
                .hasSize(1);
    }

    @Test
    void theModulesOfTheLibraryFolderFitTogether() throws Exception {
        for (Jdk jdk : Jdk.tested()) {
            String lib = Bundle.shared().file("lib").toString();
            Finished validated = Bundle.finish(
                    new ProcessBuilder(jdk.java().toString(), "--module-path", lib, "--validate-modules"));

            assertThat(validated.exitCode()).as("%s: %s", jdk, validated).isZero();
            assertThat(validated.out() + validated.err()).doesNotContainIgnoringCase("error");
        }
    }

    private static boolean isSame(Path left, Path right) {
        try {
            return Files.mismatch(left, right) < 0;
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static Set<String> jars(Path directory) throws IOException {
        try (var entries = Files.list(Bundle.shared().home().resolve(directory))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .collect(Collectors.toSet());
        }
    }
}
