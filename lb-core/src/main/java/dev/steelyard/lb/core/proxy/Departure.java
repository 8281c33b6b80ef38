package dev.steelyard.lb.core.proxy;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * What ends when the client of an exchange takes its request back, as those of HTTP/2 can at any time: the attempts under way,
 * or the wait for a place. The backend hears of it at once.
 *
 * <p>Any thread.
 */
final class Departure {
    private final Exchange exchange;
    private final List<Attempt> attempts = new ArrayList<>(1);
    private Runnable waiting; // null if nothing but attempts is waited for
    private Throwable failure; // null while the client is there

    private Departure(Exchange exchange) {
        this.exchange = exchange;
    }

    /** That of an exchange; {@code null} if its client can only close its connection. */
    static Departure of(Exchange exchange) {
        Request clientToProxyRequest = exchange.clientToProxyRequest();
        if (ClientConnection.isAlone(clientToProxyRequest)) {
            return null;
        }
        Departure departure = new Departure(exchange);
        clientToProxyRequest.addFailureListener(departure::onGone);
        return departure;
    }

    /** An attempt is about to be sent, unless the client is gone. */
    synchronized boolean mayBegin(Attempt attempt) {
        attempts.add(attempt);
        return failure == null;
    }

    /** Something else than an attempt is waited for; {@code null} if that is over. */
    synchronized void whileWaiting(Runnable onGone) {
        waiting = onGone;
    }

    /** Why the client is gone, or {@code null} if it is not. */
    synchronized Throwable failure() {
        return failure;
    }

    private void onGone(Throwable why) {
        List<Attempt> running;
        Runnable other;
        synchronized (this) {
            failure = why;
            running = List.copyOf(attempts);
            other = waiting;
            waiting = null;
        }
        if (other != null) {
            other.run();
        }
        boolean last = false;
        for (Attempt attempt : running) {
            last = attempt.onClientReset(why, !last) || last;
        }
    }

    /** Tells the client of a request that was answered to send no more of it (RFC 9113 section 8.1). */
    static void stopUpload(Request clientToProxyRequest) {
        if (clientToProxyRequest.getConnectionMetaData().getConnection() instanceof HTTP2Connection connection) {
            int id = Integer.parseInt(clientToProxyRequest.getId());
            Stream stream = connection.getSession().getStream(id);
            if (stream != null) {
                stream.reset(new ResetFrame(id, ErrorCode.NO_ERROR.code), Callback.NOOP);
            }
        }
    }
}
