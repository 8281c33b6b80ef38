package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.pool.Lease;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * The connections of a client and of a backend that went on in another protocol: bytes of one go to the other until both
 * have ended, or one has failed, or both were silent for too long.
 *
 * <p>The backend is leased all that time: least-connections counts it, limits hold, and draining waits for it.
 */
final class ProtocolTunnel {
    /** A peer that was told the end has this long to end too, unless it may be silent for less. */
    private static final long LAST_WORDS_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final Exchange exchange;
    private final Lease lease;
    private final EndPoint client;
    private final EndPoint server;
    private final TunnelEnd clientEnd;
    private final TunnelEnd serverEnd;
    private final long silenceMillis;
    private final AtomicInteger notOpen = new AtomicInteger(2);
    private final AtomicInteger directions = new AtomicInteger(2);
    private final Runnable end = this::end;
    private final AtomicBoolean ended = new AtomicBoolean();

    ProtocolTunnel(Exchange exchange, Lease lease, EndPoint server, Duration silence) {
        Request request = exchange.clientToProxyRequest();
        Components components = request.getComponents();
        this.exchange = exchange;
        this.lease = lease;
        this.server = server;
        this.client = request.getConnectionMetaData().getConnection().getEndPoint();
        this.silenceMillis = silence.toMillis();
        ProxyMetrics metrics = exchange.metrics();
        this.clientEnd = new TunnelEnd(
                this, client, components.getByteBufferPool(), components.getExecutor(), metrics.requestBytes());
        this.serverEnd = new TunnelEnd(
                this, server, components.getByteBufferPool(), components.getExecutor(), metrics.responseBytes());
    }

    /**
     * Tells the client that its offer is taken, and joins the two.
     *
     * @param answer the backend's; the head for the client is made of it already
     */
    void open(HttpFields answer) {
        exchange.metrics().tunnelBegins();
        lease.backend().longLived().add(end);
        countConnection(exchange.clientToProxyRequest().getConnectionMetaData().getConnector());
        server.setIdleTimeout(silenceMillis);
        server.upgrade(serverEnd);
        Response toClient = exchange.proxyToClientResponse();
        UpgradeOffer.accept(answer, toClient.getHeaders());
        exchange.clientToProxyRequest().setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, clientEnd);
        toClient.write(true, null, Callback.from(InvocationType.NON_BLOCKING, this::told, this::notTold));
    }

    /** The listener's own counter and whoever else looks at its connections. */
    private void countConnection(Connector connector) {
        connector.getBeans(Connection.Listener.class).forEach(clientEnd::addEventListener);
    }

    private void told() {
        client.setIdleTimeout(silenceMillis);
        exchange.wayBack().succeeded(); // upon which Jetty hands the client's connection over
    }

    private void notTold(Throwable failure) {
        exchange.clientGone(failure);
        end();
    }

    /** Neither may pass on before the other can take it. */
    void onOpen(TunnelEnd opened) {
        if (notOpen.decrementAndGet() == 0) {
            clientEnd.start(server);
            serverEnd.start(client);
        }
    }

    /** One side has said all. */
    void onHalfEnd() {
        if (directions.decrementAndGet() == 0) {
            end();
        } else {
            long millis = Math.min(silenceMillis, LAST_WORDS_MILLIS);
            client.setIdleTimeout(millis);
            server.setIdleTimeout(millis);
        }
    }

    /** Closes both connections; a second call does nothing. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            lease.backend().longLived().remove(end);
            client.close();
            server.close();
            exchange.metrics().tunnelEnds(); // before the place is free: who sees it free counts no tunnel any more
            lease.complete(Outcome.Result.SUCCESS, HttpStatus.SWITCHING_PROTOCOLS_101, -1);
        }
    }
}
