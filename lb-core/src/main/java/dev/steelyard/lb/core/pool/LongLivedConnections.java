package dev.steelyard.lb.core.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections to a backend that end when their users like, such as those of WebSocket: nothing else would end them when the
 * time of draining is over. Any thread.
 */
public final class LongLivedConnections {
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();

    /** @param end closes a connection; must not block, and may be called when it is closed already */
    public void add(Runnable end) {
        open.add(end);
    }

    /** A connection was closed. */
    public void remove(Runnable end) {
        open.remove(end);
    }

    /** Closes all. */
    void end() {
        open.forEach(Runnable::run);
    }
}
