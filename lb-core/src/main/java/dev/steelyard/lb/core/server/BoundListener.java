package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.proxy.HttpListener;
import dev.steelyard.lb.core.proxy.ListenerHttpConfiguration;
import java.io.IOException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A listener and the connector that serves it. */
final class BoundListener {
    private static final int ACCEPTORS = 1;
    private static final int ACCEPT_QUEUE = 4096;

    private final HttpListener listener;
    private final ServerConnector connector;
    private final ConnectionCounter connections = new ConnectionCounter();

    /**
     * @param selectors event threads
     */
    BoundListener(Server server, HttpListener listener, int selectors) {
        this.listener = listener;
        ListenerConfig config = listener.config();
        var http = new HttpConnectionFactory(new ListenerHttpConfiguration(listener));
        this.connector = new ServerConnector(server, ACCEPTORS, selectors, http);
        connector.setName(listener.name());
        connector.setHost(config.bind().host());
        connector.setPort(config.bind().port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(config.idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(-1); // requests under way keep their time
        connector.addBean(connections);
        connector.addBean(new NetworkConnectionLimit(config.limits().maxConnections(), connector));
    }

    String name() {
        return listener.name();
    }

    ServerConnector connector() {
        return connector;
    }

    int openConnections() {
        return connections.open();
    }

    /** Takes the address, so that a clash shows before anything is started. */
    void open() throws IOException {
        try {
            connector.open();
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
        connector.close();
    }

    /** The port that was taken. */
    int port() {
        return connector.getLocalPort();
    }
}
