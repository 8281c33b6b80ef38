package dev.steelyard.lb.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingAreaTest {
    /** By {@code printf hello | sha256sum}. */
    private static final String SHA_OF_HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    Path home;

    private final RecordingLogger log = new RecordingLogger();
    private Path jar;
    private Path work;

    @BeforeEach
    void writeJar() throws Exception {
        jar = Files.writeString(home.resolve("a.jar"), "hello");
        work = home.resolve("deep/work");
    }

    @Test
    void theCopyIsNamedByIdAndHash() throws Exception {
        StagingArea area = new StagingArea(work, log);

        StagedPlugin staged = area.name(area.stage(single()), "acme");

        assertThat(staged.directory()).isEqualTo(work.resolve("acme-2cf24dba"));
        assertThat(staged.sha256()).isEqualTo(SHA_OF_HELLO);
        assertThat(staged.jars()).containsExactly(work.resolve("acme-2cf24dba/a.jar"));
        assertThat(staged.jars().get(0)).hasContent("hello");
    }

    @Test
    void anotherGenerationGetsACopyOfItsOwn() throws Exception {
        StagingArea area = new StagingArea(work, log);
        area.name(area.stage(single()), "acme");

        StagedPlugin second = area.name(area.stage(single()), "acme");

        assertThat(second.directory()).isEqualTo(work.resolve("acme-2cf24dba-2"));
    }

    @Test
    void aFolderHasTheHashOfItsListing() throws Exception {
        Path other = Files.writeString(home.resolve("b.jar"), "");
        PluginSource folder = new PluginSource("plugins/f", home, List.of(jar, other), true, false);

        String hash = new StagingArea(work, log).stage(folder).sha256();

        // (cd f; printf hello >a.jar; : >b.jar; sha256sum *.jar | sha256sum)
        assertThat(hash).isEqualTo("5808dc481509a2255079a00cf08a3366f21666e0b714add8788cd77e6cbc0e84");
    }

    @Test
    void aJarThatCannotBeReadIsRejectedWithoutATrace() throws Exception {
        StagingArea area = new StagingArea(work, log);
        Files.delete(jar);

        assertThatThrownBy(() -> area.stage(single()))
                .isInstanceOf(PluginRejected.class)
                .hasMessage("plugin a: plugins/a.jar cannot be copied (java.nio.file.NoSuchFileException: " + jar
                        + "). Check that its files can be read and that " + work + " has room.");
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void whatAKilledProcessLeftBehindIsRemoved() throws Exception {
        StagedPlugin staged = new StagingArea(work, log).stage(single());
        Files.writeString(
                staged.directory().resolve(".owner"), ProcessHandle.current().pid() + " 12345\n");
        Path foreign = Files.createDirectories(work.resolve("of-someone-else"));

        new StagingArea(work, log);

        assertThat(staged.directory()).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void whatALivingProcessUsesStays() throws Exception {
        StagedPlugin staged = new StagingArea(work, log).stage(single());

        new StagingArea(work, log);

        assertThat(staged.directory()).exists();
    }

    @Test
    void aWorkDirectoryThatIsAFileIsNamed() throws Exception {
        assertThatThrownBy(() -> new StagingArea(jar, log))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the work directory for plugins cannot be used: " + jar);
    }

    private PluginSource single() {
        return new PluginSource("plugins/a.jar", jar, List.of(jar), false, false);
    }
}
