package dev.steelyard.lb.healthchecks.http2;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** Cuts bytes into frames, as they come. One thread at a time. */
final class FrameReader {
    private static final byte[] HTTP_1 = {'H', 'T', 'T', 'P', '/', '1'};

    private ByteBuffer bytes = ByteBuffer.allocate(256); // to be written to
    private boolean any;

    /** Whether nothing came at all. */
    boolean nothingRead() {
        return !any;
    }

    void add(ByteBuffer more) {
        any |= more.hasRemaining();
        if (bytes.remaining() < more.remaining()) {
            ByteBuffer larger = ByteBuffer.allocate((bytes.position() + more.remaining()) * 2);
            bytes = larger.put(bytes.flip());
        }
        bytes.put(more);
    }

    /** The next frame, or {@code null} if it is not whole yet. */
    Frame next() throws ProtocolException {
        bytes.flip();
        try {
            return read();
        } finally {
            bytes.compact();
        }
    }

    private Frame read() throws ProtocolException {
        if (bytes.remaining() < Frame.HEAD_BYTES) {
            return null;
        }
        int start = bytes.position();
        int length = bytes.getInt(start) >>> 8;
        if (length > Frame.MAX_PAYLOAD) {
            throw new ProtocolException(
                    startsLikeHttp1(start) ? "it speaks HTTP/1" : "a frame of " + length + " bytes");
        }
        if (bytes.remaining() < Frame.HEAD_BYTES + length) {
            return null;
        }
        byte[] payload = new byte[length];
        bytes.get(start + Frame.HEAD_BYTES, payload);
        bytes.position(start + Frame.HEAD_BYTES + length);
        return new Frame(
                bytes.get(start + 3) & 0xff,
                bytes.get(start + 4) & 0xff,
                bytes.getInt(start + 5) & Integer.MAX_VALUE,
                ByteBuffer.wrap(payload));
    }

    private boolean startsLikeHttp1(int start) {
        for (int i = 0; i < HTTP_1.length; i++) {
            if (bytes.get(start + i) != HTTP_1[i]) {
                return false;
            }
        }
        return true;
    }
}
