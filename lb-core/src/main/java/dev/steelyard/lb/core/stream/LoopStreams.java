package dev.steelyard.lb.core.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The connections of one loop, and the buffers they share. Lives on its loop's thread. */
final class LoopStreams {
    /** Two reads for a message of 64 KiB; a client that does not read holds one such. */
    static final int BUFFER_BYTES = 32 * 1024;

    /** 2 MiB: what is not under way at the same time needs one buffer alone. */
    private static final int KEPT = 64;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final Set<StreamConnection> open = new LinkedHashSet<>();

    void add(StreamConnection connection) {
        open.add(connection);
    }

    void remove(StreamConnection connection) {
        open.remove(connection);
    }

    void cut(Predicate<StreamConnection> which, String reason) {
        List.copyOf(open).stream().filter(which).forEach(connection -> connection.cut(reason));
    }

    /** An empty buffer, to be given back. */
    ByteBuffer takeBuffer() {
        ByteBuffer buffer = free.poll();
        return buffer != null ? buffer : ByteBuffer.allocateDirect(BUFFER_BYTES);
    }

    void giveBuffer(ByteBuffer buffer) {
        if (free.size() < KEPT && buffer.capacity() == BUFFER_BYTES) {
            free.push(buffer.clear());
        }
    }
}
