package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.routing.RouteTable;
import java.io.IOException;

/** A listener and what serves it. Changed by one thread at a time. */
sealed interface Listening permits BoundListener, StreamPort {
    String name();

    /** Whether another config can be taken on without binding anew. */
    boolean canBecome(ListenerConfig next);

    /** Takes on another config: what comes from now on goes by it. */
    void change(ListenerConfig next, RouteTable routes);

    /**
     * Takes the address, so that a clash shows before anything is started.
     *
     * @param shared whether another socket of ours may have it
     */
    void open(boolean shared) throws IOException;

    /** Begins to serve. */
    void begin();

    /** The port that was taken. */
    int port();

    /** Open client connections. */
    int openConnections();

    /** Takes no more connections; those that are open are led to their end. */
    void stopAccepting();

    /** Closes what is left; may be called without a {@link #begin}. */
    void close();

    /** The message for an address that cannot be taken. */
    static IOException cannotBind(String name, ListenerConfig config, IOException taken) {
        String reason =
                taken.getCause() == null ? taken.getMessage() : taken.getCause().getMessage();
        return new IOException("listener " + name + " cannot bind " + config.bind() + ": " + reason, taken);
    }
}
