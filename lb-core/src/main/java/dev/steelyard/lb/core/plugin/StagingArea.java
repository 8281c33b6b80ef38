package dev.steelyard.lb.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * The directory for copies of plugins. Several processes may share one: each marks its copies, and the copies of a process
 * that was killed are removed by the next one that starts.
 */
final class StagingArea {
    private static final String OWNER = ".owner";

    private final Path directory;
    private final Logger log;

    /**
     * @throws UncheckedIOException if the directory cannot be made or read
     */
    StagingArea(Path directory, Logger log) {
        this.directory = directory;
        this.log = log;
        try {
            Files.createDirectories(directory);
            removeLeftovers();
        } catch (IOException unusable) {
            throw new UncheckedIOException("the work directory for plugins cannot be used: " + directory, unusable);
        }
    }

    /** Copies the jars of a plugin. */
    StagedPlugin stage(PluginSource source) throws PluginRejected {
        Path copy = null;
        try {
            copy = Files.createTempDirectory(directory, ".staging-");
            Files.writeString(copy.resolve(OWNER), owner(ProcessHandle.current()));
            return stageInto(copy, source);
        } catch (IOException failed) {
            if (copy != null) {
                remove(copy);
            }
            throw new PluginRejected(
                    source.baseName(),
                    source.name() + " cannot be copied (" + failed + ")",
                    "Check that its files can be read and that " + directory + " has room.",
                    failed);
        }
    }

    /** Gives a copy its final name, {@code <id>-<sha8>}. */
    StagedPlugin name(StagedPlugin staged, String id) throws PluginRejected {
        try {
            return staged.moveTo(id);
        } catch (IOException failed) {
            throw new PluginRejected(
                    id,
                    "its copy cannot be renamed (" + failed + ")",
                    "Check that " + directory + " can be written.",
                    failed);
        }
    }

    /** Deletes a copy that is not used, if it is still there. */
    void discard(StagedPlugin staged) {
        remove(staged.directory());
    }

    private static StagedPlugin stageInto(Path copy, PluginSource source) throws IOException {
        StringBuilder listing = new StringBuilder();
        String sha256 = "";
        for (Path jar : source.jars()) {
            String name = jar.getFileName().toString();
            sha256 = copy(jar, copy.resolve(name));
            listing.append(sha256).append("  ").append(name).append('\n');
        }
        return new StagedPlugin(copy, source.fileNames(), source.folder() ? sha256(listing) : sha256);
    }

    private static String copy(Path from, Path to) throws IOException {
        MessageDigest digest = newSha256();
        try (InputStream in = Files.newInputStream(from);
                OutputStream out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
            in.transferTo(out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String sha256(CharSequence text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(newSha256().digest(bytes));
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private void removeLeftovers() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(StagingArea::isLeftover).forEach(leftover -> {
                log.debug("removing {}, left behind by a process that is gone", leftover);
                remove(leftover);
            });
        }
    }

    private void remove(Path copy) {
        try {
            StagedPlugin.deleteTree(copy);
        } catch (UncheckedIOException undeletable) {
            log.warn("cannot remove {}, a copy of a plugin that is not used any more", copy, undeletable);
        }
    }

    private static boolean isLeftover(Path entry) {
        Path mark = entry.resolve(OWNER);
        if (!Files.isRegularFile(mark)) {
            return false;
        }
        try {
            String owner = Files.readString(mark);
            Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(owner.substring(0, owner.indexOf(' '))));
            return process.filter(running -> owner(running).equals(owner)).isEmpty();
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException beingWritten) {
            return false;
        }
    }

    /** A process id alone may be given again; with the start time it is unique. */
    private static String owner(ProcessHandle process) {
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return process.pid() + " " + start.toEpochMilli() + "\n";
    }
}
