package dev.steelyard.lb.healthchecks.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a server has sent, until whole messages can be taken from it; 64 KiB in all, more than any probe needs to read. */
public final class Inbox {
    /** The most that is taken in, in bytes. */
    public static final int LIMIT = 64 * 1024;

    private byte[] bytes = new byte[512];
    private int size;
    private int taken;

    /** Adds what has come. */
    public void add(ByteBuffer more) throws ProtocolException {
        int length = more.remaining();
        if (size + length > LIMIT) {
            throw new ProtocolException("answer longer than " + LIMIT / 1024 + " KiB");
        }
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
        }
        more.get(bytes, size, length);
        size += length;
    }

    /** How many bytes can be taken. */
    public int available() {
        return size - taken;
    }

    /**
     * What lies ahead, to be looked at only.
     *
     * @param length at most {@link #available()}
     */
    public ByteBuffer peek(int length) {
        return ByteBuffer.wrap(bytes, taken, length).slice().asReadOnlyBuffer();
    }

    /**
     * Takes bytes out.
     *
     * @param length at most {@link #available()}
     */
    public byte[] take(int length) {
        byte[] message = Arrays.copyOfRange(bytes, taken, taken + length);
        taken += length;
        return message;
    }
}
