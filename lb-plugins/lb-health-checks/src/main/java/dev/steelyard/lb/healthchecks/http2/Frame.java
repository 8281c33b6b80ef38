package dev.steelyard.lb.healthchecks.http2;

import java.nio.ByteBuffer;

/**
 * A frame (RFC 9113 section 4.1).
 *
 * @param payload its bytes, to be read once
 */
record Frame(int type, int flags, int stream, ByteBuffer payload) {
    static final int HEAD_BYTES = 9;

    /** What we take by default, so nobody may send more (RFC 9113 section 4.2). */
    static final int MAX_PAYLOAD = 16 * 1024;

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int PRIORITY = 0x20;

    /**
     * A frame to send.
     *
     * @throws IllegalArgumentException if it is too long
     */
    static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        if (payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a frame of " + payload.length + " bytes (expected: at most 16 KiB)");
        }
        return ByteBuffer.allocate(HEAD_BYTES + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
