package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.proxy.HttpListener;
import dev.steelyard.lb.core.proxy.ListenerHttpConfiguration;
import java.io.IOException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;

/** A listener and the connector that serves it. */
final class BoundListener {
    private final HttpListener listener;
    private final LoopConnector connector;
    private final ConnectionCounter connections = new ConnectionCounter();

    BoundListener(Server server, LoopGroup loops, HttpListener listener) {
        this.listener = listener;
        var http = new HttpConnectionFactory(new ListenerHttpConfiguration(listener));
        this.connector = new LoopConnector(server, loops, http);
        connector.setName(listener.name());
        connector.setIdleTimeout(listener.config().idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(-1); // requests under way keep their time
        connector.addBean(connections);
    }

    String name() {
        return listener.name();
    }

    LoopConnector connector() {
        return connector;
    }

    int openConnections() {
        return connections.open();
    }

    /** Takes the address, so that a clash shows before anything is started. */
    void open() throws IOException {
        try {
            connector.open(listener.config().bind());
        } catch (IOException taken) {
            String reason = taken.getCause() == null
                    ? taken.getMessage()
                    : taken.getCause().getMessage();
            throw new IOException(
                    "listener " + name() + " cannot bind " + listener.config().bind() + ": " + reason, taken);
        }
    }

    /** Takes no more connections; responses on those that are open ask to close. */
    void stopAccepting() {
        connector.shutdown();
    }

    /** The port that was taken. */
    int port() {
        return connector.localPort();
    }
}
