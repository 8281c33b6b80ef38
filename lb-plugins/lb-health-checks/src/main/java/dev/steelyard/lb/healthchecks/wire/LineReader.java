package dev.steelyard.lb.healthchecks.wire;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Cuts bytes into lines, with a limit on the sum of all lines. A bare LF ends a line too (RFC 9112 section 2.2). */
final class LineReader {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    private final String what;
    private final int limit;
    private int total;

    /**
     * @param what for the message beyond the limit
     */
    LineReader(String what, int limit) {
        this.what = what;
        this.limit = limit;
    }

    /** The next line without its end, or {@code null} if it is not complete yet. */
    String take(ByteBuffer bytes) throws ProtocolException {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (++total > limit) {
                throw new ProtocolException(what + " longer than " + limit / 1024 + " KiB");
            }
            if (next == '\n') {
                return cut();
            }
            line.write(next);
        }
        return null;
    }

    private String cut() {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    boolean nothingRead() {
        return total == 0;
    }
}
