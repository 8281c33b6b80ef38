package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.tls.ServerTls;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.jetty.server.ConnectionFactory;

/** What is spoken on a listener's connections, from the wire inward: TLS if there is any, then what both sides agree on. */
final class ConnectionChain {
    private ConnectionChain() {}

    /** In plain text: HTTP/1 begins, and gives way to HTTP/2 at its preface. */
    static ConnectionFactory[] plain(HttpVersions versions) {
        return new ConnectionFactory[] {versions.http1(), versions.http2()};
    }

    /**
     * In TLS.
     *
     * @param tls asked for each connection
     * @param workers for the arithmetic of handshakes
     */
    static ConnectionFactory[] secure(
            HttpVersions versions, Supplier<ServerTls> tls, Executor workers, HandshakeMetrics metrics) {
        ConnectionFactory agreed = new TlsConnectionFactory(tls, workers, metrics, versions);
        return new ConnectionFactory[] {agreed, versions.http1(), versions.http2()};
    }
}
