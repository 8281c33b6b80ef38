package dev.steelyard.lb.core.loop;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The handshake of a TLS connection, of either side. Its arithmetic takes a millisecond, in which a loop would hear nobody: so it
 * is done by other threads, and the connection comes back to its loop for everything after.
 *
 * <p>It stands in for the connection of the protocol until it is known which that is.
 */
public final class TlsHandshake extends AbstractConnection.NonBlocking implements SslHandshakeListener {
    private final EventLoop loop;
    private final Executor workers;
    private final SSLEngine engine;
    private final Result result;
    private final Scheduler.Task deadline;
    private final HeadDeadline heads; // null if heads may take any time
    private volatile boolean succeeded;
    private volatile Throwable reason; // why it failed, before the closing that follows from it
    private boolean ended; // on the loop

    /** What becomes of it; one of the two is called, once, on the loop. */
    public interface Result {
        /**
         * The peer is who it shall be; {@link EndPoint#upgrade} continues.
         *
         * @param decrypted where what the peer says can be read
         * @param protocol agreed by ALPN; empty if there was no such agreement
         */
        void succeeded(EndPoint decrypted, String protocol);

        /** There is no connection: closed, late, or of a peer with whom nothing could be agreed. */
        void failed(Throwable failure);
    }

    /**
     * How handshakes of a group's loops are done.
     *
     * @param workers for the arithmetic
     */
    public record Means(ByteBufferPool buffers, Executor workers) {}

    /**
     * Puts TLS on an end point; called on its loop. The connection is to be opened then.
     *
     * @param engine new, its mode set
     */
    public static SslConnection on(
            EndPoint endPoint, EventLoop loop, SSLEngine engine, Means means, Duration timeout, Result result) {
        SslConnection connection = new SslConnection(means.buffers(), loop, null, endPoint, engine);
        connection.setRenegotiationAllowed(false); // a client could have us do arithmetic for ever: CVE-2011-1473
        TlsHandshake handshake = new TlsHandshake(connection, loop, means.workers(), timeout, result);
        connection.addHandshakeListener(handshake);
        connection.getSslEndPoint().setConnection(handshake);
        return connection;
    }

    private TlsHandshake(SslConnection connection, EventLoop loop, Executor workers, Duration timeout, Result result) {
        super(connection.getSslEndPoint(), loop);
        this.loop = loop;
        this.workers = workers;
        this.engine = connection.getSSLEngine();
        this.result = result;
        LoopEndPoint onWire = LoopEndPoint.under(connection.getSslEndPoint());
        this.heads = onWire == null ? null : onWire.headDeadline();
        if (heads != null) {
            heads.onHead(); // the handshake has a deadline of its own, and the first head begins after it
        }
        this.deadline = loop.scheduler().schedule(this::late, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        if (engine.getUseClientMode()) {
            onFillable();
        } else {
            fillInterested();
        }
    }

    @Override
    public void onFillable() {
        try {
            workers.execute(this::step);
        } catch (RejectedExecutionException tooMany) {
            fail(tooMany);
        }
    }

    /** By a worker: one at a time, since the next one begins when the peer has answered. */
    private void step() {
        int filled;
        try {
            filled = getEndPoint().fill(BufferUtil.EMPTY_BUFFER);
        } catch (IOException | RuntimeException failure) {
            loop.execute(() -> fail(failure));
            return;
        }
        if (succeeded) {
            loop.execute(this::end);
        } else if (filled < 0) {
            loop.execute(() -> fail(new EofException("closed in the handshake")));
        } else {
            fillInterested();
        }
    }

    @Override
    public void handshakeSucceeded(Event event) {
        succeeded = true;
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        reason = failure;
    }

    private void end() {
        if (!ended) {
            ended = true;
            deadline.cancel();
            if (heads != null) {
                heads.onMessageEnd();
            }
            String protocol = engine.getApplicationProtocol();
            result.succeeded(getEndPoint(), protocol == null ? "" : protocol);
        }
    }

    private void late() {
        fail(new SocketTimeoutException("no TLS handshake in time"));
    }

    private void fail(Throwable failure) {
        if (!ended) {
            ended = true;
            deadline.cancel();
            getEndPoint().close();
            result.failed(reason == null ? failure : reason);
        }
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        loop.execute(() -> fail(cause));
    }

    /** Also when the protocol's connection takes over: then it has ended. */
    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        loop.execute(() -> fail(cause == null ? new EofException("closed in the handshake") : cause));
    }
}
