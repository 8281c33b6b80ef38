package dev.steelyard.lb.core.upstream;

import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.MultiplexConnectionPool;

/**
 * A pool whose connections carry as many requests at a time as their backend allows; the next one is opened when all are full.
 *
 * <p>As in {@link NeededConnections}, who asks for a connection is queued already and must not be counted twice.
 */
final class SharedConnections extends MultiplexConnectionPool {
    /**
     * @param expected how many requests a connection may carry at a time, until its backend says so
     */
    SharedConnections(Destination destination, int most, int expected) {
        super(destination, most, expected);
    }

    @Override
    protected void tryCreate(boolean asking) {
        super.tryCreate(false);
    }
}
