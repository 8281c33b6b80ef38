package dev.steelyard.lb.core.proxy;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads the rest of an answer that nobody wants, so that its connection can be used again.
 *
 * <p>Up to a length: a new connection costs less than reading more. One thread at a time.
 */
final class Discarding implements Runnable {
    /** How long it is worth waiting for. */
    static final long MOST_MILLIS = 1000;

    private static final int MOST_BYTES = 64 * 1024;

    private final Content.Source source;
    private final Runnable tooLong;
    private int bytes;

    /**
     * @param tooLong called at most once, when there is more than is worth reading
     */
    Discarding(Content.Source source, Runnable tooLong) {
        this.source = source;
        this.tooLong = tooLong;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, this));
                return;
            }
            boolean last = chunk.isLast() || Content.Chunk.isFailure(chunk);
            bytes += chunk.remaining();
            chunk.release();
            if (last || isTooLong()) {
                return;
            }
        }
    }

    private boolean isTooLong() {
        if (bytes <= MOST_BYTES) {
            return false;
        }
        tooLong.run();
        return true;
    }
}
