package dev.steelyard.lb.core.server;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listeners that take no more connections, until those they have are gone. Any thread. */
public final class LeavingListeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeavingListeners.class);

    private final List<Listening> leaving;

    LeavingListeners(List<Listening> leaving) {
        this.leaving = leaving;
        leaving.forEach(Listening::stopAccepting);
    }

    /** Whether no client is connected any more. */
    public boolean areQuiet() {
        return leaving.stream().allMatch(listener -> listener.openConnections() == 0);
    }

    /** Closes what is left. */
    @Override
    public void close() {
        for (Listening listener : leaving) {
            if (listener.openConnections() > 0) {
                LOG.warn("listener {}: {} connections are cut off", listener.name(), listener.openConnections());
            }
            listener.close();
        }
    }
}
