package dev.steelyard.lb.core.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.steelyard.lb.api.settings.Settings;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps {@link Overrides} in a file of JSON. At any moment the file is whole: what is written goes to another one first, which
 * then takes its place.
 *
 * @param path of the file; its directory is made if it is missing
 */
public record OverridesFile(Path path) {

    /** That of a config file, in a directory that other config files may have theirs in. */
    public static OverridesFile of(ConfigDraft draft, Path directory) {
        Path config = Path.of(draft.files().iterator().next()).toAbsolutePath().normalize();
        String name = config.getFileName() + "-"
                + Integer.toHexString(config.toString().hashCode());
        return new OverridesFile(directory.resolve("api-changes-" + name + ".json"));
    }

    /**
     * Reads the file.
     *
     * @return nothing if there is no file
     * @throws dev.steelyard.lb.api.settings.SettingsException if it is not what {@link #write} wrote
     */
    public Overrides read() {
        return Files.exists(path)
                ? Settings.of("", ConfigFile.tree(path).root()).as(Overrides.class, MethodHandles.lookup())
                : Overrides.NONE;
    }

    /**
     * Writes the file; when this returns, it survives the end of the machine.
     *
     * @throws IOException if it cannot be written; then it is as it was
     */
    public void write(Overrides overrides) throws IOException {
        Files.createDirectories(path.getParent());
        Path next = path.resolveSibling(path.getFileName() + ".tmp");
        String json = ConfigValueFactory.fromMap(PlainValues.of(overrides))
                .render(ConfigRenderOptions.concise().setFormatted(true));
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Puts a file that cannot be read aside, so that nothing of it is lost.
     *
     * @return where it is now
     */
    public Path putAside() throws IOException {
        Path aside = path.resolveSibling(path.getFileName() + ".broken");
        return Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    }
}
