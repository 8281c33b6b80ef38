package dev.steelyard.lb.core.proxy;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.Content.Chunk;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * What is left of a request body when the answer is there already.
 *
 * <p>It is read and dropped, for a while: a connection that is closed with bytes unread is reset, and the reset can overtake
 * the answer (RFC 9112 section 9.6). One thread at a time.
 */
final class Leftover {
    /** What a client may have on its way without having looked for an answer. */
    private static final long MAX_BYTES = 64 << 20;

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Of what has arrived by now, a body of this many chunks is worth reading to save the connection. */
    private static final int FEW_CHUNKS = 16;

    private final Content.Source clientToProxy;
    private long bytes;
    private long sinceNanos;
    private Runnable end;

    Leftover(Content.Source clientToProxy) {
        this.clientToProxy = clientToProxy;
    }

    /** Drops what has arrived; returns whether that was the rest of it. */
    boolean dropArrived() {
        for (int i = 0; i < FEW_CHUNKS; i++) {
            Chunk chunk = clientToProxy.read();
            if (chunk == null || Chunk.isFailure(chunk)) {
                return false;
            }
            chunk.release();
            if (chunk.isLast()) {
                return true;
            }
        }
        return false;
    }

    /** Drops it all, or as much as is reasonable, and then runs this. */
    void drop(Runnable whenDone) {
        end = whenDone;
        sinceNanos = System.nanoTime();
        dropMore();
    }

    private void dropMore() {
        while (bytes < MAX_BYTES && System.nanoTime() - sinceNanos < MAX_NANOS) {
            Chunk chunk = clientToProxy.read();
            if (chunk == null) {
                clientToProxy.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::dropMore));
                return;
            }
            bytes += chunk.remaining();
            chunk.release();
            if (chunk.isLast() || Chunk.isFailure(chunk)) {
                break;
            }
        }
        end.run();
    }
}
