package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one client that talks HTTP/1.1 to all backends.
 *
 * <p>Each event loop has its own connections to each backend, on a destination found by a map look-up without lock. Any
 * thread.
 */
public final class UpstreamClient {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamClient.class);
    private static final Origin.Address NOWHERE = new Origin.Address("backend.invalid", 80);
    private static final int MAX_RESPONSE_HEADERS = 32 * 1024;
    /** The largest head a listener may take, and room for what we add to it. */
    private static final int MAX_REQUEST_HEADERS = (1024 + 16) * 1024;

    /** The head that a listener takes by default, and what we add; for a longer one Jetty allocates the maximum, unpooled. */
    private static final int REQUEST_BUFFER = 32 * 1024;

    /** An answer of 50 KB in one read instead of four; held only while there is something to read. */
    private static final int RESPONSE_BUFFER = 64 * 1024;

    /** The pool's leases are the limit, which a reload may move. */
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private static final int REMOVE_AGAIN_MILLIS = 1000;
    private static final int CUT_AGAIN_MILLIS = 50;

    private final HttpClient client;
    private final LoopGroup loops;
    private final Scheduler scheduler;
    private final List<Map<LiveBackend, Destination>> destinations = new ArrayList<>();

    public UpstreamClient(LoopGroup loops, Executor executor, Scheduler scheduler, ByteBufferPool buffers) {
        this.loops = loops;
        this.scheduler = scheduler;
        loops.loops().forEach(loop -> destinations.add(new ConcurrentHashMap<>()));
        HttpClientTransportOverHTTP transport = new HttpClientTransportOverHTTP(new PlainConnector());
        transport.setInvocationType(Invocable.InvocationType.NON_BLOCKING);
        transport.setConnectionPoolFactory(destination -> new NeededConnections(destination, NO_LIMIT));
        client = new HttpClient(transport);
        client.setExecutor(executor);
        client.setScheduler(scheduler);
        client.setByteBufferPool(buffers);
        configure();
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
        Destination destination = destination(pool, backend);
        // Jetty looks the destination up again by these if a connection turns out to be closing under its hands.
        request.tag(backend).transport(destination.getOrigin().getTransport());
        destination.send(request, listener);
    }

    /** Where requests to a backend go from the loop this thread runs. */
    private Destination destination(Pool pool, LiveBackend backend) {
        EventLoop loop = loops.currentOrNext();
        Map<LiveBackend, Destination> own = destinations.get(loop.index());
        Destination known = own.get(backend);
        return known != null ? known : own.computeIfAbsent(backend, added -> newDestination(loop, pool, added));
    }

    private Destination newDestination(EventLoop loop, Pool pool, LiveBackend backend) {
        LoopTransport transport =
                new LoopTransport(loop, backend, () -> pool.config().timeouts());
        Origin origin = new Origin("http", NOWHERE, backend, HttpClientTransportOverHTTP.HTTP11, transport);
        return client.resolveDestination(origin);
    }

    /** Connections to a backend that are open now, on all loops. */
    public int connections(LiveBackend backend) {
        return transports(backend).mapToInt(LoopTransport::connections).sum();
    }

    private Stream<LoopTransport> transports(LiveBackend backend) {
        return destinations.stream()
                .map(own -> own.get(backend))
                .filter(Objects::nonNull)
                .map(destination -> (LoopTransport) destination.getOrigin().getTransport());
    }

    /** A backend left its pool: closes its connections once the requests on them have ended, or at once if it is cut. */
    public void remove(LiveBackend backend) {
        if (backend.inFlight() > 0) {
            if (backend.isCut()) {
                transports(backend).forEach(LoopTransport::cut);
            }
            // Again and again: a request that was about to connect has a connection by then.
            int millis = backend.isCut() ? CUT_AGAIN_MILLIS : REMOVE_AGAIN_MILLIS;
            scheduler.schedule(() -> remove(backend), millis, TimeUnit.MILLISECONDS);
            return;
        }
        for (Map<LiveBackend, Destination> own : destinations) {
            Destination destination = own.remove(backend);
            if (destination != null) {
                client.removeDestination(destination);
                LifeCycle.stop(destination);
            }
        }
        LOG.debug("backend {}: connections closed", backend.id());
    }

    /** The loops connect in its place; and backends are spoken to in plain text, so loading the JDK's TLS would only cost. */
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
