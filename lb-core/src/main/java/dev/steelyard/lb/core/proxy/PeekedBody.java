package dev.steelyard.lb.core.proxy;

import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * The body of a request of HTTP/2, of which the first chunk was looked at: no header of such a request tells whether it has a
 * body (RFC 9113 section 8.1.1). One thread at a time.
 */
final class PeekedBody implements Content.Source {
    private final Request clientToProxyRequest;
    private Content.Chunk first; // null once it was read

    private PeekedBody(Request clientToProxyRequest, Content.Chunk first) {
        this.clientToProxyRequest = clientToProxyRequest;
        this.first = first;
    }

    /** What to read a request's body from, or {@code null} if it has none. */
    static Content.Source of(Request clientToProxyRequest) {
        if (clientToProxyRequest.getLength() == 0) {
            return null;
        }
        Content.Chunk first = clientToProxyRequest.read();
        if (first == null) {
            return clientToProxyRequest;
        }
        boolean end = first.isLast() && !first.hasRemaining() && !Content.Chunk.isFailure(first);
        return end && !(first instanceof Trailers) ? null : new PeekedBody(clientToProxyRequest, first);
    }

    @Override
    public long getLength() {
        return clientToProxyRequest.getLength();
    }

    @Override
    public Content.Chunk read() {
        Content.Chunk read = first;
        first = null;
        return read == null ? clientToProxyRequest.read() : read;
    }

    @Override
    public void demand(Runnable demandCallback) {
        if (first == null) {
            clientToProxyRequest.demand(demandCallback);
        } else {
            demandCallback.run();
        }
    }

    /** Lets go of what nobody will read. */
    void drop() {
        if (first != null) {
            first.release();
            first = null;
        }
    }

    @Override
    public void fail(Throwable failure) {
        drop();
        clientToProxyRequest.fail(failure);
    }
}
