package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.proxy.ListenerHttpConfiguration;
import dev.steelyard.lb.core.tls.ServerTls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;

/** What is spoken on a listener's connections, from the wire inward: TLS if there is any, then what both sides agree on. */
final class ConnectionChain {
    private ConnectionChain() {}

    /** In plain text. */
    static ConnectionFactory[] plain(ListenerHttpConfiguration http) {
        return spoken(http).toArray(ConnectionFactory[]::new);
    }

    /**
     * In TLS.
     *
     * @param tls asked for each connection
     * @param workers for the arithmetic of handshakes
     */
    static ConnectionFactory[] secure(
            ListenerHttpConfiguration http, Supplier<ServerTls> tls, Executor workers, HandshakeMetrics metrics) {
        List<ConnectionFactory> spoken = spoken(http);
        List<ConnectionFactory> chain = new ArrayList<>();
        chain.add(new TlsConnectionFactory(tls, workers, metrics, spoken));
        chain.addAll(spoken);
        return chain.toArray(ConnectionFactory[]::new);
    }

    /** The protocols inside, the best first; the last one for who says nothing of it. */
    private static List<ConnectionFactory> spoken(ListenerHttpConfiguration http) {
        return List.of(new HttpConnectionFactory(http));
    }
}
