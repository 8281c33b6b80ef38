package dev.steelyard.lb.core.server;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** Counts the open client connections of a listener: those on the wire, not those within them. Any thread. */
final class ConnectionCounter implements Connection.Listener {
    private final AtomicInteger open = new AtomicInteger();

    int open() {
        return open.get();
    }

    @Override
    public void onOpened(Connection connection) {
        if (isOnWire(connection)) {
            open.incrementAndGet();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (isOnWire(connection)) {
            open.decrementAndGet();
        }
    }

    private static boolean isOnWire(Connection connection) {
        return !(connection.getEndPoint() instanceof EndPoint.Wrapper);
    }
}
