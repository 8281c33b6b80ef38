package dev.steelyard.lb.core.proxy;

import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.client.Request.Content;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content.Chunk;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The body of a client's request on its way to a backend: chunks pass through, none is held.
 *
 * <p>Knows whether anything was read, for a request whose body is untouched can be tried elsewhere, and whether the client
 * broke it off, for that is not the backend's fault. One attempt at a time reads it; any thread may ask, or end it.
 */
final class RequestBody implements Content {
    private final Request clientToProxyRequest;
    private final long maxBytes;
    private final LongAdder bytesReceived;
    private volatile boolean touched;
    private volatile boolean complete;
    private volatile boolean tooLarge;
    private volatile Throwable clientFault;
    private volatile HttpFields trailers;
    private long bytes;
    private boolean left;
    private Runnable waiting;
    private Runnable afterwards;
    private BodyCopy copy; // null unless it is mirrored

    private RequestBody(Request clientToProxyRequest, long maxBytes, LongAdder bytesReceived) {
        this.clientToProxyRequest = clientToProxyRequest;
        this.maxBytes = maxBytes;
        this.bytesReceived = bytesReceived;
    }

    /** The body of a request, or {@code null} if its head is all of it (RFC 9112 section 6.3). */
    static RequestBody of(Request clientToProxyRequest, long maxBytes, LongAdder bytesReceived) {
        long length = clientToProxyRequest.getLength();
        boolean chunked = clientToProxyRequest.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        boolean none = length == 0 || (length < 0 && !chunked);
        return none ? null : new RequestBody(clientToProxyRequest, maxBytes, bytesReceived);
    }

    /** Shows each chunk to a copy as well; before the first is read. */
    synchronized void copyTo(BodyCopy mirrored) {
        copy = mirrored;
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
    synchronized boolean isWaitingForClient() {
        return waiting != null;
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
    public synchronized Chunk read() {
        if (left) {
            return Chunk.from(new NotWanted("the exchange has ended"));
        }
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

    /** The chunk that completes the announced length is the last: the backend may answer before an empty one after it. */
    private Chunk counted(Chunk chunk) {
        bytes += chunk.remaining();
        bytesReceived.add(chunk.remaining());
        if (bytes > maxBytes) {
            chunk.release();
            tooLarge = true;
            return Chunk.from(new NotWanted("the request body is over the limit"));
        }
        if (chunk instanceof Trailers end) {
            trailers = TrailerFields.passedOn(end.getTrailers());
        }
        complete = chunk.isLast() || bytes == getLength();
        Chunk marked = complete && !chunk.isLast() ? Chunk.asChunk(chunk.getByteBuffer(), true, chunk) : chunk;
        if (copy != null) {
            copy.add(marked);
        }
        return marked;
    }

    @Override
    public void demand(Runnable demandCallback) {
        if (waits(demandCallback)) {
            clientToProxyRequest.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::onAvailable));
        } else {
            demandCallback.run();
        }
    }

    private synchronized boolean waits(Runnable demandCallback) {
        touched = true;
        waiting = left ? null : demandCallback;
        return !left;
    }

    private void onAvailable() {
        Runnable next;
        Runnable last;
        synchronized (this) {
            next = waiting;
            waiting = null;
            last = afterwards;
        }
        next.run();
        if (last != null) {
            last.run();
        }
    }

    /** Gives it up: no attempt reads it any more. Returns whether the client's connection can be used again. */
    synchronized boolean leave() {
        left = true;
        leaveCopy();
        complete = complete || (!touched && new Leftover(clientToProxyRequest).dropArrived());
        return complete;
    }

    /** Gives it up, drops what is left of it, and then runs this. */
    void leave(Runnable end) {
        Runnable drop = complete ? end : () -> new Leftover(clientToProxyRequest).drop(end);
        if (!takesOver(drop)) {
            drop.run();
        }
    }

    /** An attempt may still wait for bytes of the client: then it is told first, when there are some. */
    private synchronized boolean takesOver(Runnable drop) {
        left = true;
        leaveCopy();
        afterwards = waiting == null ? null : drop;
        return waiting != null;
    }

    private void leaveCopy() {
        if (copy != null) {
            copy.onLeft();
        }
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

    private static final class NotWanted extends Exception {
        private static final long serialVersionUID = 1L;

        NotWanted(String message) {
            super(message, null, false, false);
        }
    }
}
