package dev.steelyard.lb.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a look at files saw: each with its time, size and identity, so that two looks can be compared.
 *
 * @param stamps by path; files that are not there have none
 */
record FileStamps(Map<Path, String> stamps) {
    private static final Logger LOG = LoggerFactory.getLogger(FileStamps.class);

    /** Looks at files, and at all that is in directories. */
    static FileStamps of(Iterable<Path> paths) {
        FileStamps found = new FileStamps(new TreeMap<>());
        paths.forEach(found::add);
        return found;
    }

    private void add(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                children(path).forEach(this::add);
            } else {
                stamps.put(path, attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey());
            }
        } catch (IOException | UncheckedIOException gone) {
            LOG.debug("{} is not there at this moment", path, gone);
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return new ArrayList<>(children.toList());
        }
    }
}
