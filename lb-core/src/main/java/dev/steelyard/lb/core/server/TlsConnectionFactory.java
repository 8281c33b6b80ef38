package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.TlsHandshake;
import dev.steelyard.lb.core.tls.ServerTls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;

/** TLS on the connections of a listener, and in it the protocol that the client agrees to by ALPN. */
final class TlsConnectionFactory extends AbstractConnectionFactory {
    /** What clients of HTTP/1.0 ask for, and what is answered to those who ask for nothing. */
    private static final String OLD = "http/1.0";

    private final Supplier<ServerTls> tls;
    private final Executor workers;
    private final HandshakeMetrics metrics;
    private final Map<String, ConnectionFactory> byProtocol = new LinkedHashMap<>(); // the better first
    private final ConnectionFactory unasked;

    /** @param tls asked for each connection */
    TlsConnectionFactory(Supplier<ServerTls> tls, Executor workers, HandshakeMetrics metrics, HttpVersions versions) {
        super("tls");
        this.tls = tls;
        this.workers = workers;
        this.metrics = metrics;
        this.unasked = versions.http1();
        byProtocol.put("h2", versions.http2());
        byProtocol.put("http/1.1", unasked);
        byProtocol.put(OLD, unasked);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        ServerTls now = tls.get();
        SSLEngine engine = now.newEngine();
        engine.setHandshakeApplicationProtocolSelector(this::select);
        TlsHandshake.Means means = new TlsHandshake.Means(connector.getByteBufferPool(), workers);
        Opening opening = new Opening(connector);
        return configure(
                TlsHandshake.on(endPoint, EventLoop.current(), engine, means, now.handshakeTimeout(), opening),
                connector,
                endPoint);
    }

    /** Ours first; {@code null} refuses a client that knows none of them (RFC 7301 section 3.2). */
    private String select(SSLEngine engine, List<String> offered) {
        for (String protocol : byProtocol.keySet()) {
            if (offered.contains(protocol)) {
                return protocol;
            }
        }
        return null;
    }

    /** What comes after the handshake. */
    private final class Opening implements TlsHandshake.Result {
        private final Connector connector;

        Opening(Connector connector) {
            this.connector = connector;
        }

        @Override
        public void succeeded(EndPoint decrypted, String protocol) {
            metrics.done();
            ConnectionFactory next = byProtocol.getOrDefault(protocol, unasked);
            decrypted.upgrade(next.newConnection(connector, decrypted));
        }

        @Override
        public void failed(Throwable failure) {
            metrics.failed(failure);
        }
    }
}
