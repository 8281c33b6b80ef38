package dev.steelyard.lb.core.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Writes several small buffers as one: copying a few kilobytes costs less than the gathering call of kernel and JDK.
 *
 * <p>Belongs to one loop and its thread.
 */
final class SmallWrites {
    /** A head and a page of body; above it the copy begins to cost what it saves. */
    private static final int MOST_BYTES = 8 * 1024;

    private final ByteBuffer together = ByteBuffer.allocateDirect(MOST_BYTES);

    /** Whether buffers with so many bytes are written as one. */
    static boolean fits(long bytes) {
        return bytes <= MOST_BYTES;
    }

    /** Writes as much as the channel takes, and moves the positions of the buffers by that. */
    int write(WritableByteChannel channel, ByteBuffer[] buffers) throws IOException {
        together.clear();
        for (ByteBuffer buffer : buffers) {
            int position = buffer.position();
            together.put(buffer);
            buffer.position(position);
        }
        int written = channel.write(together.flip());
        consume(buffers, written);
        return written;
    }

    private static void consume(ByteBuffer[] buffers, int bytes) {
        int left = bytes;
        for (ByteBuffer buffer : buffers) {
            int taken = Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + taken);
            left -= taken;
        }
    }
}
