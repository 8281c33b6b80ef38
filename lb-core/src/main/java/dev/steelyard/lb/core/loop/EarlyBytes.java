package dev.steelyard.lb.core.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Looks whether a peer is still there while nobody wants to read: what it sent meanwhile is kept for who reads next.
 *
 * <p>A closed connection shows only when it is read. One thread, the loop's.
 */
final class EarlyBytes {
    /** A peer that sends more than that before it is asked to is not watched any longer. */
    private static final int MOST = 1024;

    private ByteBuffer kept; // ready to be written to; null until there is any
    private Runnable onGone; // null while it is not watched

    /** What a look found. */
    enum Found {
        /** Nobody watches, or there is no more room. */
        NOT_WATCHED,
        /** It is still there. */
        OPEN,
        /** It has closed, or at least sends no more. */
        CLOSED
    }

    void watch(Runnable gone) {
        onGone = gone;
    }

    void unwatch() {
        onGone = null;
    }

    boolean isWatched() {
        return onGone != null;
    }

    boolean isEmpty() {
        return kept == null || kept.position() == 0;
    }

    /** The listener, which hears nothing more. */
    Runnable takeListener() {
        Runnable taken = onGone;
        onGone = null;
        return taken;
    }

    Found look(SocketChannel channel) {
        if (onGone == null) {
            return Found.NOT_WATCHED;
        }
        if (kept == null) {
            kept = ByteBuffer.allocate(MOST);
        }
        int read;
        try {
            read = channel.read(kept);
        } catch (IOException reset) {
            read = -1;
        }
        if (read < 0) {
            return Found.CLOSED;
        }
        return kept.hasRemaining() ? Found.OPEN : Found.NOT_WATCHED;
    }

    /** Moves what was kept, as much as has room, and returns how much that is. */
    int moveTo(ByteBuffer buffer) {
        kept.flip();
        int moved = Math.min(kept.remaining(), buffer.remaining());
        ByteBuffer part = kept.duplicate();
        part.limit(part.position() + moved);
        buffer.put(part);
        kept.position(kept.position() + moved);
        kept.compact();
        return moved;
    }
}
