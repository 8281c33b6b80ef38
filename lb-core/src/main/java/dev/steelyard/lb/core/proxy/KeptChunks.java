package dev.steelyard.lb.core.proxy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content.Chunk;

/**
 * The beginning of a body, kept to be sent once more.
 *
 * <p>Buffers are held, not copied, unless little of them is used: a client that sends its body byte by byte would otherwise
 * make each byte hold a whole buffer. One thread at a time.
 */
final class KeptChunks {
    /** With buffers of 16 KiB and less, what is held is at most eight times what is kept. */
    private static final int COPIED_BELOW = 2048;

    private final List<Chunk> chunks = new ArrayList<>(2);
    private final long most;
    private long bytes;
    private boolean given;

    /**
     * @param most bytes that are kept
     */
    KeptChunks(long most) {
        this.most = most;
    }

    /** Whether a chunk can be kept too. */
    boolean hasRoomFor(Chunk chunk) {
        return bytes + chunk.remaining() <= most;
    }

    /** Keeps a chunk; whoever has it goes on to own it. */
    void add(Chunk chunk) {
        bytes += chunk.remaining();
        boolean whole = chunks.isEmpty() && chunk.isLast();
        boolean copied = !chunk.canRetain() || (!whole && chunk.remaining() < COPIED_BELOW);
        if (chunk.hasRemaining()) {
            chunks.add(copied ? copy(chunk) : view(chunk));
        } else if (chunk.isLast()) {
            chunks.add(chunk); // the end, perhaps with trailers: it has no buffer
        }
    }

    private static Chunk copy(Chunk chunk) {
        ByteBuffer own = ByteBuffer.allocate(chunk.remaining());
        own.put(chunk.getByteBuffer().slice()).flip();
        return Chunk.from(own, chunk.isLast());
    }

    private static Chunk view(Chunk chunk) {
        if (!chunk.hasRemaining() || !chunk.canRetain()) {
            return chunk.hasRemaining() ? Chunk.from(chunk.getByteBuffer().slice(), chunk.isLast()) : chunk;
        }
        chunk.retain();
        return Chunk.asChunk(chunk.getByteBuffer().slice(), chunk.isLast(), chunk);
    }

    int count() {
        return chunks.size();
    }

    /** A chunk to be read and released; it stays kept unless this is the last time that it is asked for. */
    Chunk read(int index) {
        return given ? chunks.set(index, null) : view(chunks.get(index));
    }

    /** From now on each is given away when it is read; those before a place have been read. */
    void giveAway(int place) {
        release(Math.min(place, chunks.size()));
        given = true;
    }

    /** Whether none is kept longer than until it is read. */
    boolean areGiven() {
        return given;
    }

    /** Lets all go. */
    void release() {
        release(chunks.size());
    }

    private void release(int end) {
        for (int i = 0; i < end; i++) {
            Chunk chunk = chunks.set(i, null);
            if (chunk != null) {
                chunk.release();
            }
        }
    }
}
