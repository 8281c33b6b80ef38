package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.LimitsConfig;
import dev.steelyard.lb.core.loop.EventLoop;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.client.Request.Content;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content.Chunk;
import org.eclipse.jetty.io.Content.Source;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The body of a client's request on its way to a backend: chunks pass through, and the first ones are kept if asked for.
 *
 * <p>Knows whether it can be sent once more, that is, whether nothing was read of it or all that was read is kept; and
 * whether the client broke it off, for that is not the backend's fault. One attempt at a time reads it; any thread may ask, or
 * end it.
 */
final class RequestBody {
    private final Source clientToProxy;
    private final long maxBytes;
    private final LongAdder bytesReceived;
    private volatile boolean touched;
    private volatile boolean complete;
    private volatile boolean tooLarge;
    private volatile Throwable clientFault;
    private volatile HttpFields trailers;
    private KeptChunks kept; // null if nothing is, or can be, kept
    private Reading reading;
    private long bytes;
    private boolean left;
    private boolean demanded;
    private Runnable waiting;
    private Runnable afterwards;
    private BodyCopy copy; // null unless it is mirrored
    private final BodyRate rate; // null if the client may take its time

    private RequestBody(Source clientToProxy, long maxBytes, BodyRate rate, LongAdder bytesReceived) {
        this.rate = rate;
        this.clientToProxy = clientToProxy;
        this.maxBytes = maxBytes;
        this.bytesReceived = bytesReceived;
    }

    /** The body of a request, or {@code null} if its head is all of it. */
    static RequestBody of(Request clientToProxyRequest, LimitsConfig limits, LongAdder bytesReceived) {
        Source source = ClientConnection.isAlone(clientToProxyRequest)
                ? framed(clientToProxyRequest)
                : PeekedBody.of(clientToProxyRequest);
        return source == null
                ? null
                : new RequestBody(
                        source,
                        limits.maxBodySize().bytes(),
                        rate(clientToProxyRequest, limits.minBodyRate().bytes()),
                        bytesReceived);
    }

    /** In HTTP/1 the head tells (RFC 9112 section 6.3). */
    private static Source framed(Request clientToProxyRequest) {
        long length = clientToProxyRequest.getLength();
        boolean chunked = clientToProxyRequest.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        return length == 0 || (length < 0 && !chunked) ? null : clientToProxyRequest;
    }

    /** Of a connection with other requests on it, that one is slow says little: its streams may be meant to. */
    private static BodyRate rate(Request clientToProxyRequest, long bytesPerSecond) {
        EventLoop loop = EventLoop.current();
        return bytesPerSecond > 0 && loop != null && ClientConnection.isAlone(clientToProxyRequest)
                ? new BodyRate(bytesPerSecond, loop.scheduler())
                : null;
    }

    /** Shows each chunk to a copy as well; before the first is read. */
    synchronized void copyTo(BodyCopy mirrored) {
        copy = mirrored;
    }

    /** Keeps what is read, unless it turns out to be longer than this; before anything was read. */
    synchronized void keep(long most) {
        if (!touched && getLength() <= most) {
            kept = new KeptChunks(most);
        }
    }

    /** What an attempt reads; attempts before it read no more. */
    synchronized Content newReading() {
        waiting = null;
        reading = new Reading();
        return reading;
    }

    /** No attempt reads it until there is another one: what is kept does not grow any more. */
    synchronized void stopReading() {
        reading = null;
    }

    /** Whether another attempt could send it whole. */
    synchronized boolean isRepeatable() {
        return !touched || kept != null;
    }

    /** The attempt that reads it has its answer: none comes after it. */
    synchronized void keepNoMore() {
        if (kept != null && reading != null) {
            kept.giveAway(reading.place);
        }
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

    long getLength() {
        return clientToProxy.getLength();
    }

    private synchronized Chunk read(Reading reader) {
        if (left || reader != reading) {
            return Chunk.from(new NotWanted("the exchange has ended, or goes on elsewhere"));
        }
        if (clientFault != null) {
            return Chunk.from(clientFault);
        }
        if (kept != null && reader.place < kept.count()) {
            return kept.read(reader.place++);
        }
        if (kept != null && kept.areGiven()) {
            kept = null;
        }
        Chunk chunk = demanded ? null : clientToProxy.read(); // an earlier attempt may still wait for it
        if (chunk == null) {
            return null;
        }
        touched = true;
        if (Chunk.isFailure(chunk)) {
            clientFault = chunk.getFailure();
            return chunk;
        }
        return kept == null ? counted(chunk) : kept(counted(chunk), reader);
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

    private Chunk kept(Chunk chunk, Reading reader) {
        if (Chunk.isFailure(chunk) || !kept.hasRoomFor(chunk)) {
            release();
            return chunk;
        }
        kept.add(chunk);
        reader.place = kept.count();
        return chunk;
    }

    private synchronized void release() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    private void demand(Reading reader, Runnable demandCallback) {
        boolean now;
        boolean ask;
        synchronized (this) {
            touched = touched || reader == reading;
            now = left || reader != reading || (kept != null && reader.place < kept.count());
            ask = !now && !demanded;
            demanded = demanded || ask;
            waiting = now ? waiting : demandCallback;
            if (ask && rate != null) {
                rate.onWait(this::lookAtRate);
            }
        }
        if (ask) {
            clientToProxy.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::onAvailable));
        } else if (now) {
            demandCallback.run();
        }
    }

    private void lookAtRate() {
        Runnable next = null;
        synchronized (this) {
            if (left || complete || clientFault != null) {
                return;
            }
            if (rate.isTooSlow(bytes)) {
                clientFault = new TimeoutException("the client sends its body too slowly");
                next = waiting;
                waiting = null;
            } else {
                rate.lookLater(this::lookAtRate);
            }
        }
        if (next != null) {
            next.run();
        }
    }

    private void onAvailable() {
        Runnable next;
        Runnable last;
        synchronized (this) {
            demanded = false;
            if (rate != null) {
                rate.onCome();
            }
            next = waiting;
            waiting = null;
            last = afterwards;
        }
        if (next != null) {
            next.run();
        }
        if (last != null) {
            last.run();
        }
    }

    /** Gives it up: no attempt reads it any more. Returns whether the client's connection can be used again. */
    synchronized boolean leave() {
        left = true;
        leaveCopy();
        release();
        complete = complete || (!touched && new Leftover(clientToProxy).dropArrived());
        return complete;
    }

    /** Gives it up, drops what is left of it, and then runs this. */
    void leave(Runnable end) {
        Runnable drop = complete ? end : () -> new Leftover(clientToProxy).drop(end);
        if (!takesOver(drop)) {
            drop.run();
        }
    }

    /** An attempt may still wait for bytes of the client: then it is told first, when there are some. */
    private synchronized boolean takesOver(Runnable drop) {
        left = true;
        leaveCopy();
        release();
        afterwards = demanded ? drop : null;
        return demanded;
    }

    private void leaveCopy() {
        if (copy != null) {
            copy.onLeft();
        }
    }

    /** Gives it up, with the client's connection. */
    synchronized void abandon() {
        left = true;
        leaveCopy();
        release();
        if (clientToProxy instanceof PeekedBody peeked) {
            peeked.drop();
        }
    }

    /** Gives it up and reads no more of it: an attempt that still waits for some is told so. */
    void cutOff() {
        Runnable last;
        synchronized (this) {
            abandon();
            last = waiting;
            waiting = null;
        }
        if (last != null) {
            last.run();
        }
    }

    /** One attempt's way through the body. */
    private final class Reading implements Content {
        private int place;

        @Override
        public String getContentType() {
            return null; // the client's header says it
        }

        @Override
        public long getLength() {
            return RequestBody.this.getLength();
        }

        @Override
        public Chunk read() {
            return RequestBody.this.read(this);
        }

        @Override
        public void demand(Runnable demandCallback) {
            RequestBody.this.demand(this, demandCallback);
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
    }

    private static final class NotWanted extends Exception {
        private static final long serialVersionUID = 1L;

        NotWanted(String message) {
            super(message, null, false, false);
        }
    }
}
