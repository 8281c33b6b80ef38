package dev.steelyard.lb.healthchecks.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A connection's first bytes: the preface, settings, and one request with its body. A client need not wait for the server's
 * settings before it asks (RFC 9113 section 3.4).
 */
public final class Http2Request {
    static final int STREAM = 1;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** No dynamic table, and no pushed streams: each setting is a number of two bytes and a value of four. */
    private static final byte[] SETTINGS = {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0};

    private Http2Request() {}

    /**
     * The bytes to send.
     *
     * @param fields in order, the pseudo-fields first, names in lower case
     * @param body at most 16 KiB
     * @throws IllegalArgumentException if fields or body do not fit into a frame
     */
    public static byte[] bytes(Map<String, String> fields, byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(Frame.bytes(Frame.SETTINGS, 0, 0, SETTINGS));
        bytes.writeBytes(Frame.bytes(Frame.HEADERS, Frame.END_HEADERS, STREAM, block(fields)));
        bytes.writeBytes(Frame.bytes(Frame.DATA, Frame.END_STREAM, STREAM, body));
        return bytes.toByteArray();
    }

    /** Each field is written out: a few bytes more, and nothing to get wrong (RFC 7541 section 6.2.2). */
    private static byte[] block(Map<String, String> fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream(128);
        fields.forEach((name, value) -> {
            block.write(0);
            writeText(name, block);
            writeText(value, block);
        });
        return block.toByteArray();
    }

    /** A length with a prefix of seven bits (RFC 7541 section 5.1), and the bytes as they are. */
    private static void writeText(String text, ByteArrayOutputStream block) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 0x7f) {
            block.write(bytes.length);
        } else {
            block.write(0x7f);
            int rest = bytes.length - 0x7f;
            for (; rest >= 0x80; rest >>= 7) {
                block.write(rest & 0x7f | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }
}
