package dev.steelyard.lb.core.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468), text around them left out.
 *
 * @param path for messages
 */
record PemFile(Path path, List<Block> blocks) {
    private static final Pattern BLOCK = Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----");

    /** So that a wrong path, to a log or a disk, does not fill the memory; a bundle of all public CAs has 250 KB. */
    private static final long MOST_BYTES = 16L * 1024 * 1024;

    /**
     * One block.
     *
     * @param label such as {@code CERTIFICATE}
     * @param der its bytes; {@code null} if they are encrypted in the way of before PKCS#8
     */
    record Block(String label, byte[] der) {}

    /**
     * Reads a file.
     *
     * @param key of the config, for the fault
     */
    static PemFile read(String key, Path path) throws TlsFault {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(text(key, path));
        while (found.find()) {
            blocks.add(new Block(found.group(1), der(key, path, found.group(2))));
        }
        if (blocks.isEmpty()) {
            throw new TlsFault(key, path + " has no PEM block (expected: -----BEGIN …-----)");
        }
        return new PemFile(path, blocks);
    }

    private static String text(String key, Path path) throws TlsFault {
        return new String(bytes(key, path), StandardCharsets.ISO_8859_1);
    }

    /** All bytes of a file. */
    static byte[] bytes(String key, Path path) throws TlsFault {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new TlsFault(key, path + " has " + Files.size(path) + " bytes (expected: at most 16 MiB)");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException missing) {
            throw new TlsFault(key, "no such file: " + path + " (paths are relative to the config file)", missing);
        } catch (IOException unreadable) {
            throw new TlsFault(key, path + " cannot be read (check its permissions): " + unreadable, unreadable);
        }
    }

    /** Headers in a block are of RFC 1421, which only old encrypted keys have. */
    private static byte[] der(String key, Path path, String body) throws TlsFault {
        if (body.indexOf(':') >= 0) {
            return null;
        }
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException broken) {
            throw new TlsFault(key, path + " has a PEM block that is not Base64: " + broken.getMessage(), broken);
        }
    }

    /** The blocks of one kind. */
    List<Block> labelled(String label) {
        return blocks.stream().filter(block -> block.label().equals(label)).toList();
    }
}
