package dev.steelyard.lb.core.server;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;

/** Counts the open client connections of a listener. Any thread. */
final class ConnectionCounter implements Connection.Listener {
    private final AtomicInteger open = new AtomicInteger();

    int open() {
        return open.get();
    }

    @Override
    public void onOpened(Connection connection) {
        open.incrementAndGet();
    }

    @Override
    public void onClosed(Connection connection) {
        open.decrementAndGet();
    }
}
