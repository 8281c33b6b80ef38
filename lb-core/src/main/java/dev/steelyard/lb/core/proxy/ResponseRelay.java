package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.core.pool.Lease;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a response on from backend to client: the head, and then each chunk as soon as the client has taken the one before.
 *
 * <p>The iteration sees to it that one thread at a time works here. It ends when the client has the last byte; the response
 * has ended when the backend is done as well, for only then is its connection known to be sound.
 */
final class ResponseRelay extends IteratingCallback {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseRelay.class);
    private static final long UNKNOWN = -1;

    private final Exchange exchange;
    private final Attempt attempt;
    private final Response serverToProxyResponse;
    private final org.eclipse.jetty.server.Response proxyToClientResponse;
    private final AtomicInteger sidesOpen = new AtomicInteger(2);
    private volatile Content.Source source;
    private volatile boolean writing;
    private Content.Chunk chunk;
    private long remaining = UNKNOWN;
    private boolean headAlone;
    private boolean headWritten;
    private boolean lastWritten;
    private boolean serverDone;

    ResponseRelay(Exchange exchange, Attempt attempt, Response serverToProxyResponse) {
        super(false);
        this.exchange = exchange;
        this.attempt = attempt;
        this.serverToProxyResponse = serverToProxyResponse;
        this.proxyToClientResponse = exchange.proxyToClientResponse();
    }

    /** Sets the head of the response; false if that failed and the exchange was answered otherwise. */
    boolean prepareHead(Lease lease) {
        try {
            proxyToClientResponse.setStatus(serverToProxyResponse.getStatus());
            copyHeaders();
            WeightHeader.remove(exchange.pool(), proxyToClientResponse.getHeaders());
            exchange.wayBack().completeHead();
            HeadOfResponse head = new HeadOfResponse(proxyToClientResponse);
            lease.pin(exchange.request(), head);
            exchange.route().target().remember(exchange.request(), exchange.record().share, head);
            filter(head);
            if (exchange.record().trace != null) {
                exchange.record().trace.putOn(proxyToClientResponse.getHeaders(), null);
            }
            return true;
        } catch (RuntimeException | LinkageError failure) {
            LOG.warn("route {}: a filter failed on a response", exchange.route().name(), failure);
            attempt.onUnusable(failure);
            return false;
        }
    }

    private void copyHeaders() {
        HttpFields headers = serverToProxyResponse.getHeaders();
        HttpField connection = HopByHop.connection(headers);
        HttpFields.Mutable toClient = proxyToClientResponse.getHeaders();
        for (int i = 0; i < headers.size(); i++) {
            HttpField field = headers.getField(i);
            if (!HopByHop.staysBehind(field, connection)) {
                toClient.add(field);
            }
        }
        long length = headers.getLongField(HttpHeader.CONTENT_LENGTH);
        boolean mayHaveBody = mayHaveBody();
        remaining = mayHaveBody ? length : UNKNOWN;
        headAlone = !mayHaveBody && length == UNKNOWN;
        if (remaining == UNKNOWN && takesTrailers()) {
            copyTrailers(headers);
        }
    }

    /** RFC 9110 sections 9.3.2 and 15.4.5: the length there is that of a body that is not sent. */
    private boolean mayHaveBody() {
        boolean head = HttpMethod.HEAD.is(exchange.request().method());
        return !head && serverToProxyResponse.getStatus() != 304;
    }

    /** In HTTP/1 they would force a body into chunks, so only who says so gets them. */
    private boolean takesTrailers() {
        return exchange.request().isHttp2() || exchange.request().headers().contains(HttpHeader.TE, "trailers");
    }

    private void copyTrailers(HttpFields headers) {
        proxyToClientResponse.setTrailersSupplier(() -> TrailerFields.passedOn(serverToProxyResponse.getTrailers()));
        HttpField announced = headers.getField(HttpHeader.TRAILER);
        if (announced != null) {
            proxyToClientResponse.getHeaders().add(announced);
        }
    }

    private void filter(HeadOfResponse head) {
        List<Filter> filters = exchange.route().filters();
        for (int i = filters.size() - 1; i >= 0; i--) {
            filters.get(i).onResponse(exchange.request(), head);
        }
    }

    /** Begins to pass the body on. */
    void start(Content.Source body) {
        source = body;
        iterate();
    }

    /** Whether the client has yet to take what was written. */
    boolean isWaitingForClient() {
        return writing;
    }

    /** The backend has sent everything and its connection is free again. */
    void onServerDone() {
        onSideDone();
    }

    @Override
    protected Action process() {
        if (headAlone) {
            return writeHead();
        }
        while (true) {
            chunk = source.read();
            if (chunk == null) {
                return headWritten ? awaitMore() : writeHead();
            }
            serverDone = chunk.isLast();
            if (Content.Chunk.isFailure(chunk)) {
                return Action.IDLE; // the attempt hears of it too, and ends the exchange
            }
            if (lastWritten && chunk.isLast()) {
                return Action.SUCCEEDED;
            }
            if (chunk.hasRemaining() || chunk.isLast()) {
                return write();
            }
            chunk.release();
        }
    }

    private Action awaitMore() {
        source.demand(Invocable.from(InvocationType.NON_BLOCKING, this::iterate));
        return Action.IDLE;
    }

    /**
     * Mostly the head goes with the first bytes of the body. It goes before them if they are not here yet; and it goes alone
     * if it tells no length of a body that is not sent, or Jetty would tell the length of what is sent, zero.
     */
    private Action writeHead() {
        headAlone = false;
        headWritten = true;
        writing = true;
        proxyToClientResponse.write(false, BufferUtil.EMPTY_BUFFER, this);
        return Action.SCHEDULED;
    }

    /** The chunk that completes the announced length is the last: an empty one after it would cost a write of its own. */
    private Action write() {
        ByteBuffer bytes = chunk.getByteBuffer();
        exchange.metrics().responseBytes().add(bytes.remaining());
        if (remaining != UNKNOWN) {
            remaining -= bytes.remaining();
        }
        lastWritten = chunk.isLast() || remaining == 0;
        headWritten = true;
        writing = true;
        proxyToClientResponse.write(lastWritten, bytes, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onSuccess() {
        writing = false;
        chunk = Content.Chunk.releaseAndNext(chunk);
    }

    @Override
    protected void onCompleteSuccess() {
        onSideDone();
    }

    @Override
    protected void onCompleteFailure(Throwable failure) {
        writing = false;
        if (chunk != null) {
            chunk.release();
        }
        attempt.onClientGone(failure);
    }

    /**
     * Closes the connection to the backend, if it is still ours, and drops what came by it. Nobody else may be reading.
     *
     * <p>Jetty's client lets go of its input buffer only when it is read from, so an abort alone would leak it.
     */
    void discard() {
        if (serverDone) {
            return;
        }
        if (serverToProxyResponse.getRequest() instanceof HttpRequest request
                && request.getConversation().getAttribute(EndPoint.class.getName()) instanceof EndPoint endPoint) {
            endPoint.close();
        }
        Content.Chunk next = source.read();
        while (next != null && !next.isLast()) {
            next.release();
            next = source.read();
        }
    }

    private void onSideDone() {
        if (sidesOpen.decrementAndGet() == 0) {
            attempt.onRelayed();
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
