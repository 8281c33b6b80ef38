package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.pool.LiveBackend;
import java.net.SocketAddress;
import java.util.Map;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;

/**
 * Connects to a backend at the address that the pool has looked up, with the connector that has the pool's timeouts.
 *
 * <p>Jetty's own transport would look the host up for each connection, on an executor, and refuse names with an underscore.
 */
final class BackendTransport extends Transport.TCPIP {
    private final LiveBackend backend;
    private final ClientConnector connector;

    BackendTransport(LiveBackend backend, ClientConnector connector) {
        this.backend = backend;
        this.connector = connector;
    }

    @Override
    public boolean requiresDomainNameResolution() {
        return false;
    }

    @Override
    public SocketAddress getSocketAddress() {
        return backend.address();
    }

    @Override
    public void connect(SocketAddress address, Map<String, Object> context) {
        connector.connect(address, context);
    }

    /** The backend is the identity of its connections, whatever its address. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BackendTransport transport && transport.backend == backend;
    }

    @Override
    public int hashCode() {
        return backend.hashCode();
    }

    @Override
    public String toString() {
        return "BackendTransport[" + backend.id() + "]";
    }
}
