package dev.steelyard.lb.core.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** What a look at some files saw, so that two looks can be compared. */
record FileStamp(List<Seen> files) {

    /**
     * One file.
     *
     * @param time {@code null} if it is not there
     * @param key tells a file from another one that was put in its place
     */
    private record Seen(FileTime time, long size, Object key) {
        static Seen of(Path path) {
            try {
                BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
                return new Seen(found.lastModifiedTime(), found.size(), found.fileKey());
            } catch (IOException gone) {
                return new Seen(null, 0, null);
            }
        }
    }

    static FileStamp of(List<Path> paths) {
        return new FileStamp(paths.stream().map(Seen::of).toList());
    }
}
