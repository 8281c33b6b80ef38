package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.routing.Mirror;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Request.Content;
import org.eclipse.jetty.io.Content.Chunk;

/**
 * The body of a copy: the very chunks of the client's body, held a second time until the copy is sent, not their bytes copied.
 *
 * <p>Filled while the first request reads, then read once. Any thread.
 */
final class BodyCopy implements Content {
    /** A chunk keeps the buffer that it came in, however few bytes it has: 64 of these are at most 1 MiB by default. */
    private static final int MOST_CHUNKS = 64;

    private final long maxBytes;
    private final Runnable onWhole;
    private final Consumer<Mirror.Drop> onDrop;
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private long bytes;
    private boolean whole;
    private boolean closed;

    /**
     * @param onWhole called once when all of the body is there, unless {@code onDrop} was
     * @param onDrop called once if it will not be
     */
    BodyCopy(long maxBytes, Runnable onWhole, Consumer<Mirror.Drop> onDrop) {
        this.maxBytes = maxBytes;
        this.onWhole = onWhole;
        this.onDrop = onDrop;
    }

    /** A chunk of the body was read; its reader releases it as ever. */
    void add(Chunk chunk) {
        Mirror.Drop fault = tryAdd(chunk);
        if (fault != null) {
            drop(fault);
        } else if (isWholeBy(chunk)) {
            onWhole.run();
        }
    }

    private synchronized Mirror.Drop tryAdd(Chunk chunk) {
        if (closed || !chunk.hasRemaining()) {
            return null;
        }
        bytes += chunk.remaining();
        if (bytes > maxBytes || chunks.size() == MOST_CHUNKS || !chunk.canRetain()) {
            return Mirror.Drop.BODY_TOO_LARGE;
        }
        chunk.retain();
        chunks.add(Chunk.asChunk(chunk.getByteBuffer().slice(), false, chunk));
        return null;
    }

    private synchronized boolean isWholeBy(Chunk chunk) {
        boolean now = !closed && !whole && chunk.isLast();
        whole |= now;
        return now;
    }

    /** The first request ends: if not all of the body was read, there is no copy. */
    void onLeft() {
        if (!isWhole()) {
            drop(Mirror.Drop.BODY_INCOMPLETE);
        }
    }

    private synchronized boolean isWhole() {
        return whole;
    }

    private void drop(Mirror.Drop reason) {
        if (close()) {
            onDrop.accept(reason);
        }
    }

    /** Lets go of all that was not read; returns whether this was the first time. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        chunks.forEach(Chunk::release);
        chunks.clear();
        return first;
    }

    @Override
    public String getContentType() {
        return null; // the client's header says it
    }

    @Override
    public synchronized long getLength() {
        return bytes;
    }

    @Override
    public synchronized Chunk read() {
        Chunk next = chunks.poll();
        if (next == null) {
            return Chunk.EOF;
        }
        return chunks.isEmpty() ? Chunk.asChunk(next.getByteBuffer(), true, next) : next;
    }

    /** All of it is there before it is read. */
    @Override
    public void demand(Runnable demandCallback) {
        demandCallback.run();
    }

    @Override
    public void fail(Throwable failure) {
        close();
    }

    @Override
    public boolean rewind() {
        return false;
    }
}
