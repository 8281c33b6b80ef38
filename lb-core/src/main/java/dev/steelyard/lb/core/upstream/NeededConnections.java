package dev.steelyard.lb.core.upstream;

import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;

/**
 * A pool that opens a connection only for a request that has none in sight.
 *
 * <p>Jetty counts the request that asks twice, as queued and as asking: with one connection about to open it opens another for it,
 * and a backend has more connections in the end than it ever had requests at a time.
 */
final class NeededConnections extends DuplexConnectionPool {

    NeededConnections(Destination destination, int most) {
        super(destination, most);
    }

    @Override
    protected void tryCreate(boolean asking) {
        super.tryCreate(false); // who asks is queued already
    }
}
