package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.config.BackendProtocol;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.loop.TlsHandshake;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.tls.TlsContexts;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one client that talks HTTP to all backends.
 *
 * <p>Each event loop has its own connections to each backend, on a destination found by a map look-up without lock. Any
 * thread.
 */
public final class UpstreamClient {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamClient.class);
    private static final int MAX_RESPONSE_HEADERS = 32 * 1024;
    /** The largest head a listener may take, and room for what we add to it. */
    private static final int MAX_REQUEST_HEADERS = (1024 + 16) * 1024;

    /** The head that a listener takes by default, and what we add; for a longer one Jetty allocates the maximum, unpooled. */
    private static final int REQUEST_BUFFER = 32 * 1024;

    /** An answer of 50 KB in one read instead of four; held only while there is something to read. */
    private static final int RESPONSE_BUFFER = 64 * 1024;

    /** The pool's leases are the limit, which a reload may move. */
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    /** What servers allow at least, if they follow RFC 9113 section 6.5.2. */
    private static final int LIKELY_STREAMS = 100;

    private static final int REMOVE_AGAIN_MILLIS = 1000;
    private static final int CUT_AGAIN_MILLIS = 50;

    private final HttpClient client;
    private final Scheduler scheduler;
    private final Destinations destinations;

    /**
     * @param tls what pools in TLS need; prepared for each config before it is taken on
     */
    public UpstreamClient(
            LoopGroup loops, Executor executor, Scheduler scheduler, ByteBufferPool buffers, TlsContexts tls) {
        this.scheduler = scheduler;
        BackendTransport transport =
                new BackendTransport(new PlainConnector(), loops.loops().size());
        transport.setInvocationType(Invocable.InvocationType.NON_BLOCKING);
        transport.setConnectionPoolFactory(UpstreamClient::newConnections);
        client = new HttpClient(transport);
        client.setExecutor(executor);
        client.setScheduler(scheduler);
        client.setByteBufferPool(buffers);
        configure();
        TlsHandshake.Means means = new TlsHandshake.Means(buffers, loops.workersForBackends());
        destinations = new Destinations(client, loops, tls, means, this::closeWhenIdle);
    }

    private static ConnectionPool newConnections(Destination destination) {
        BackendChain chain = ((LoopTransport) destination.getOrigin().getTransport()).chain();
        if (!chain.isShared()) {
            return new NeededConnections(destination, NO_LIMIT);
        }
        int expected = chain.version() == BackendProtocol.H2 ? LIKELY_STREAMS : 1;
        return new SharedConnections(destination, NO_LIMIT, expected);
    }

    private void configure() {
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null); // the client's own goes through; Jetty would add a second
        client.setDefaultRequestContentType(null);
        client.setHttpCompliance(HttpCompliance.RFC9110);
        client.setMaxResponseHeadersSize(MAX_RESPONSE_HEADERS);
        client.setRequestBufferSize(REQUEST_BUFFER);
        client.setMaxRequestHeadersSize(MAX_REQUEST_HEADERS);
        client.setResponseBufferSize(RESPONSE_BUFFER);
        client.setMaxRequestsQueuedPerDestination(NO_LIMIT);
    }

    /** Jetty's client, to be started by who owns it. */
    public HttpClient jettyClient() {
        return client;
    }

    /** Sends a request to a backend; the listener hears of everything that becomes of it. */
    public void send(
            Pool pool, LiveBackend backend, ProxyToServerRequest<?> request, Response.CompleteListener listener) {
        Destination destination = destinations.to(pool, backend);
        // Jetty looks the destination up again by these if a connection turns out to be closing under its hands.
        LoopTransport transport = (LoopTransport) destination.getOrigin().getTransport();
        request.tag(backend).transport(transport);
        if (transport.chain().isShared()) {
            request.scheme(transport.chain().scheme());
        }
        destination.send(request, listener);
    }

    /** Connections to a backend that are open now, on all loops. */
    public int connections(LiveBackend backend) {
        return destinations
                .transports(backend)
                .mapToInt(LoopTransport::connections)
                .sum();
    }

    /** A backend left its pool: closes its connections once the requests on them have ended, or at once if it is cut. */
    public void remove(LiveBackend backend) {
        if (backend.inFlight() > 0) {
            if (backend.isCut()) {
                destinations.transports(backend).forEach(LoopTransport::cut);
            }
            // Again and again: a request that was about to connect has a connection by then.
            int millis = backend.isCut() ? CUT_AGAIN_MILLIS : REMOVE_AGAIN_MILLIS;
            scheduler.schedule(() -> remove(backend), millis, TimeUnit.MILLISECONDS);
            return;
        }
        destinations.remove(backend);
        LOG.debug("backend {}: connections closed", backend.id());
    }

    /** Later, for a request may be about to use it, and again and again, while some do. */
    private void closeWhenIdle(Destination destination) {
        scheduler.schedule(
                () -> {
                    if (isIdle((HttpDestination) destination)) {
                        destinations.close(destination);
                    } else {
                        closeWhenIdle(destination);
                    }
                },
                REMOVE_AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private static boolean isIdle(HttpDestination destination) {
        return destination.getQueuedRequestCount() == 0
                && ((AbstractConnectionPool) destination.getConnectionPool()).getActiveConnectionCount() == 0;
    }

    /** The loops connect in its place, and speak TLS where it is wanted: loading it a second time would only cost. */
    private static final class PlainConnector extends ClientConnector {
        @Override
        protected SslContextFactory.Client newSslContextFactory() {
            return new SslContextFactory.Client() {
                @Override
                protected void doStart() {}
            };
        }
    }
}
