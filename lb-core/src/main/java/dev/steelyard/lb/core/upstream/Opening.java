package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.loop.LoopConnect;
import dev.steelyard.lb.core.loop.LoopEndPoint;
import dev.steelyard.lb.core.loop.TlsHandshake;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Promise;

/** A connection to a backend from its begin until HTTP is spoken on it: what {@link ClientConnector} does with a new channel. */
final class Opening implements LoopConnect.Result, TlsHandshake.Result {
    private static final ClosedWithEndPoint CLOSED_WITH_END_POINT = new ClosedWithEndPoint();

    private final LoopTransport transport;
    private final Map<String, Object> context;
    private final Promise<Connection> promise;
    private final SSLEngine engine; // null for plain text
    private final long beganNanos = System.nanoTime();
    private final Duration patience;

    /**
     * @param engine {@code null} for plain text
     * @param patience until it must stand, the handshake included
     */
    @SuppressWarnings("unchecked") // by the contract of the context key
    Opening(LoopTransport transport, Map<String, Object> context, SSLEngine engine, Duration patience) {
        this.transport = transport;
        this.context = context;
        this.promise = (Promise<Connection>) context.get(ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY);
        this.engine = engine;
        this.patience = patience;
    }

    @Override
    public void connected(LoopEndPoint endPoint) throws IOException {
        transport.onConnected(endPoint);
        if (engine == null) {
            context.put(BackendTransport.HTTP_2, transport.chain().isHttp2(null));
            Connection connection = transport.newConnection(endPoint, context);
            endPoint.open(connection);
            promise.succeeded(connection);
        } else {
            endPoint.open(handshake(endPoint));
        }
    }

    private SslConnection handshake(LoopEndPoint endPoint) {
        Duration left = patience.minusNanos(System.nanoTime() - beganNanos);
        TlsHandshake.Means means = transport.chain().means();
        SslConnection connection = TlsHandshake.on(endPoint, endPoint.loop(), engine, means, left, this);
        // An answer that ends with its connection is whole only if its backend says so (RFC 9112 section 9.8).
        connection.setRequireCloseMessage(true);
        return connection;
    }

    @Override
    public void succeeded(EndPoint decrypted, String protocol) {
        try {
            agree(protocol);
            Connection connection = transport.newConnection(decrypted, context);
            connection.addEventListener(CLOSED_WITH_END_POINT);
            decrypted.upgrade(connection);
            promise.succeeded(connection);
        } catch (IOException | RuntimeException failure) {
            decrypted.close(failure);
            promise.failed(failure);
        }
    }

    private void agree(String protocol) throws IOException {
        boolean http2 = transport.chain().isHttp2(protocol);
        if (!transport.chain().accepts(http2)) {
            throw new IOException("the server does not agree to HTTP/2 (it chose "
                    + (protocol == null ? "nothing" : protocol) + " by ALPN)");
        }
        context.put(BackendTransport.HTTP_2, http2);
    }

    @Override
    public void failed(Throwable failure) {
        promise.failed(failure);
    }

    /**
     * Jetty's client hears of the end of a connection by reading; if reading fails where nothing is asked, because of an alert or
     * of an end without one, it looks no further and would give the next request a connection that is closed.
     */
    private static final class ClosedWithEndPoint implements Connection.Listener {
        @Override
        public void onClosed(Connection connection) {
            boolean upgraded = connection.getEndPoint().isOpen();
            if (!upgraded && connection instanceof org.eclipse.jetty.client.Connection ofClient) {
                ofClient.close();
            }
        }
    }
}
