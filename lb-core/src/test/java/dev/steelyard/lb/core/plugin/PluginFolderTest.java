package dev.steelyard.lb.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginFolderTest {
    @TempDir
    Path directory;

    private final RecordingLogger log = new RecordingLogger();

    @Test
    void jarsAndFoldersAreFoundInTheOrderOfTheirNames() throws Exception {
        touch("b.jar", "a/y.jar", "a/x.jar", "a/LICENSE", "README.txt");

        List<PluginSource> found = scan();

        assertThat(found).extracting(PluginSource::name).containsExactly("plugins/a", "plugins/b.jar");
        assertThat(found.get(0).fileNames()).containsExactly("x.jar", "y.jar");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whatIsHiddenOrStillBeingWrittenIsPassedOver() throws Exception {
        touch(".a.jar", "b.jar.tmp", "c.jar.part", ".git/d.jar", "e.tmp/e.jar", "f/.f.jar", "f/g.jar.part");

        assertThat(scan()).hasSize(1).allMatch(source -> source.jars().isEmpty());
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aFileThatIsNoJarIsMentionedButAReadmeIsNot() throws Exception {
        touch("plugin.zip", "OLD.JAR", "README.md");

        assertThat(scan()).isEmpty();
        assertThat(log.lines())
                .containsExactly(
                        "INFO plugins/OLD.JAR: passed over, being neither *.jar nor a folder",
                        "INFO plugins/plugin.zip: passed over, being neither *.jar nor a folder");
    }

    @ParameterizedTest
    @CsvSource({
        "foo-1.2.jar, foo, 1.2",
        "my-plugin-1.0-SNAPSHOT.jar, my-plugin, 1.0-SNAPSHOT",
        "3rd-party.jar, 3rd-party, ''",
        "random-2.jar, random, 2",
        "v2-plugin.jar, v2-plugin, ''",
        "two words & more.jar, two-words-more, ''",
        "---.jar, plugin, ''"
    })
    void idAndVersionAreReadOffAFileName(String file, String id, String version) throws Exception {
        touch(file);

        PluginSource source = scan().get(0);

        assertThat(source.baseName()).isEqualTo(id);
        assertThat(source.versionInName()).isEqualTo(version);
    }

    private List<PluginSource> scan() throws IOException {
        return new PluginFolder(directory, "plugins", false, log).scan();
    }

    private void touch(String... names) throws IOException {
        for (String name : names) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }
}
