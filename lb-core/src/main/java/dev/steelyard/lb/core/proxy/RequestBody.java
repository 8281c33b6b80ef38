package dev.steelyard.lb.core.proxy;

import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.client.Request.Content;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content.Chunk;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The body of a client's request on its way to a backend: chunks pass through, none is held.
 *
 * <p>Knows whether anything was read, for a request whose body is untouched can be tried elsewhere, and whether the client
 * broke it off, for that is not the backend's fault. Written by one thread at a time; the flags may be read by any.
 */
final class RequestBody implements Content {
    private final Request clientToProxyRequest;
    private final long maxBytes;
    private final LongAdder bytesReceived;
    private volatile boolean touched;
    private volatile boolean complete;
    private volatile boolean waitingForClient;
    private volatile boolean tooLarge;
    private volatile Throwable clientFault;
    private volatile HttpFields trailers;
    private long bytes;

    RequestBody(Request clientToProxyRequest, long maxBytes, LongAdder bytesReceived) {
        this.clientToProxyRequest = clientToProxyRequest;
        this.maxBytes = maxBytes;
        this.bytesReceived = bytesReceived;
    }

    /** Whether anything was read or waited for. */
    boolean isTouched() {
        return touched;
    }

    /** Whether the last of it was read. */
    boolean isComplete() {
        return complete;
    }

    /** Whether more of it is due from the client. */
    boolean isWaitingForClient() {
        return waitingForClient;
    }

    /** Whether it went over the limit. */
    boolean isTooLarge() {
        return tooLarge;
    }

    /** How the client broke it off, or {@code null}. */
    Throwable clientFault() {
        return clientFault;
    }

    /** What came after it, or {@code null}. */
    HttpFields trailers() {
        return trailers;
    }

    @Override
    public String getContentType() {
        return null; // the client's header says it
    }

    @Override
    public long getLength() {
        return clientToProxyRequest.getLength();
    }

    @Override
    public Chunk read() {
        Chunk chunk = clientToProxyRequest.read();
        if (chunk == null) {
            return null;
        }
        touched = true;
        if (Chunk.isFailure(chunk)) {
            clientFault = chunk.getFailure();
            return chunk;
        }
        return counted(chunk);
    }

    private Chunk counted(Chunk chunk) {
        bytes += chunk.remaining();
        bytesReceived.add(chunk.remaining());
        if (bytes > maxBytes) {
            chunk.release();
            tooLarge = true;
            return Chunk.from(new BodyTooLarge());
        }
        if (chunk instanceof Trailers end) {
            trailers = end.getTrailers();
        }
        complete = chunk.isLast();
        return chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
        touched = true;
        waitingForClient = true;
        clientToProxyRequest.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> {
            waitingForClient = false;
            demandCallback.run();
        }));
    }

    /** The attempt failed, not the client: its body must stay readable for the next attempt, or for an answer. */
    @Override
    public void fail(Throwable failure) {}

    @Override
    public void fail(Throwable failure, boolean last) {}

    @Override
    public boolean rewind() {
        return false;
    }

    private static final class BodyTooLarge extends Exception {
        private static final long serialVersionUID = 1L;

        BodyTooLarge() {
            super("the request body is over the limit", null, false, false);
        }
    }
}
