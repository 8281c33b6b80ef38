package dev.steelyard.lb.core.server;

import java.util.List;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listeners that take no more connections, until those they have are gone. Any thread. */
public final class LeavingListeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeavingListeners.class);

    private final Server server;
    private final List<BoundListener> leaving;

    LeavingListeners(Server server, List<BoundListener> leaving) {
        this.server = server;
        this.leaving = leaving;
        leaving.forEach(BoundListener::stopAccepting);
    }

    /** Whether no client is connected any more. */
    public boolean areQuiet() {
        return leaving.stream().allMatch(listener -> listener.openConnections() == 0);
    }

    /** Closes what is left. */
    @Override
    public void close() {
        for (BoundListener listener : leaving) {
            if (listener.openConnections() > 0) {
                LOG.warn("listener {}: {} connections are cut off", listener.name(), listener.openConnections());
            }
            server.removeConnector(listener.connector());
            stop(listener);
        }
    }

    private static void stop(BoundListener listener) {
        try {
            listener.connector().stop();
        } catch (Exception failure) {
            LOG.warn("listener {} could not be closed cleanly", listener.name(), failure);
        }
    }
}
