package dev.steelyard.lb.healthchecks.tcp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes written as text: UTF-8, with the escapes {@code \r \n \t \\} and {@code \xHH} for any byte.
 *
 * @param written as in the config, for messages
 * @param bytes at least one
 */
record EscapedBytes(String written, byte[] bytes) {

    /**
     * Reads the text of a config.
     *
     * @throws IllegalArgumentException if it is empty or has an unknown escape
     */
    static EscapedBytes of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("'' (expected: at least one byte)");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); ) {
            at = text.charAt(at) == '\\' ? readEscape(text, at, bytes) : readPlain(text, at, bytes);
        }
        String oneLine = text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
        return new EscapedBytes(oneLine, bytes.toByteArray());
    }

    private static int readPlain(String text, int at, ByteArrayOutputStream bytes) {
        int next = text.indexOf('\\', at);
        int end = next < 0 ? text.length() : next;
        bytes.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
        return end;
    }

    private static int readEscape(String text, int at, ByteArrayOutputStream bytes) {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (kind == 'x') {
            bytes.write(readHex(text, at + 2));
            return at + 4;
        }
        int index = "rnt\\".indexOf(kind);
        if (index < 0) {
            throw unknownEscape(text);
        }
        bytes.write("\r\n\t\\".charAt(index));
        return at + 2;
    }

    private static int readHex(String text, int at) {
        int high = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            throw unknownEscape(text);
        }
        return high << 4 | low;
    }

    private static IllegalArgumentException unknownEscape(String text) {
        return new IllegalArgumentException(
                "'" + text + "' has an unknown escape (expected: \\r, \\n, \\t, \\\\ or \\xHH)");
    }
}
