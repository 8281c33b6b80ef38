package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.loop.HeadDeadline;
import dev.steelyard.lb.core.loop.LoopEndPoint;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/**
 * What the requests of one client connection have in common, kept with its end point: what backends are told of the client is
 * worked out once, and the record of the one request under way needs no map of attributes.
 *
 * <p>Set on the connection's loop; whoever ends a request may look from another thread.
 */
public final class ClientConnection {
    private ForwardedFields forwarded; // immutable: a second attempt may look from another thread
    private volatile ExchangeRecord record;
    private volatile Request recorded;

    private ClientConnection() {}

    /** The connection of a request; one that is forgotten after it if there is no place to keep it. */
    static ClientConnection of(Request request) {
        LoopEndPoint endPoint = endPoint(request);
        if (endPoint == null) {
            return new ClientConnection();
        }
        if (endPoint.attachment() instanceof ClientConnection known) {
            return known;
        }
        ClientConnection added = new ClientConnection();
        endPoint.attach(added);
        return added;
    }

    /** The head of a request has come, whole. */
    static void onHead(Request request) {
        HeadDeadline heads = heads(request);
        if (heads != null && isAlone(request)) {
            heads.onHead();
        } else if (heads != null) {
            heads.turnOff();
        }
    }

    /**
     * All of a request was answered.
     *
     * @param status what it was answered with
     */
    public static void onEnd(Request request, int status) {
        HeadDeadline heads = heads(request);
        if (heads != null && status == HttpStatus.SWITCHING_PROTOCOLS_101) {
            heads.turnOff();
        } else if (heads != null) {
            heads.onMessageEnd();
        }
    }

    private static HeadDeadline heads(Request request) {
        LoopEndPoint endPoint = LoopEndPoint.under(
                request.getConnectionMetaData().getConnection().getEndPoint());
        return endPoint == null ? null : endPoint.headDeadline();
    }

    /** The connection of a request that has it for itself, or {@code null}. */
    LoopEndPoint endPointOf(Request request) {
        return endPoint(request);
    }

    /** Requests of HTTP/1 come one after the other; others share their connection with each other. */
    private static LoopEndPoint endPoint(Request request) {
        return isAlone(request)
                ? LoopEndPoint.under(
                        request.getConnectionMetaData().getConnection().getEndPoint())
                : null;
    }

    /** Whether a request has its connection for itself. */
    static boolean isAlone(Request request) {
        HttpVersion version = request.getConnectionMetaData().getHttpVersion();
        return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
    }

    /** What backends are told where a request with this authority comes from, if nobody trusted said so before. */
    ForwardedFields forwarded(RequestHead request, int localPort) {
        if (forwarded == null || !forwarded.isFor(request)) {
            forwarded = ForwardedFields.of(request, localPort);
        }
        return forwarded;
    }

    /** Keeps the record of a request until it is taken. */
    void keep(Request request, ExchangeRecord kept) {
        if (endPoint(request) == null) {
            request.setAttribute(ExchangeRecord.class.getName(), kept);
        } else {
            set(request, kept);
        }
    }

    private void set(Request request, ExchangeRecord kept) {
        record = kept;
        recorded = request == null ? null : Request.unWrap(request);
    }

    /** The record of a request, or {@code null} if it never became an exchange. */
    public static ExchangeRecord find(Request request) {
        LoopEndPoint endPoint = endPoint(request);
        return endPoint == null
                ? (ExchangeRecord) request.getAttribute(ExchangeRecord.class.getName())
                : endPoint.attachment() instanceof ClientConnection connection ? connection.recordOf(request) : null;
    }

    private ExchangeRecord recordOf(Request request) {
        return recorded == Request.unWrap(request) ? record : null; // Jetty wraps one that failed
    }

    /** As {@link #find}, and forgets it: a connection that waits for its next request shall hold nothing of the last. */
    public static ExchangeRecord take(Request request) {
        ExchangeRecord found = find(request);
        LoopEndPoint endPoint = found == null ? null : endPoint(request);
        if (endPoint != null && endPoint.attachment() instanceof ClientConnection connection) {
            connection.set(null, null);
        }
        return found;
    }
}
