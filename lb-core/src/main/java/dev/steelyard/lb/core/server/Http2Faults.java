package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.loop.LoopEndPoint;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import java.io.IOException;
import java.util.Locale;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Channel;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;

/**
 * Counts what clients of HTTP/2 do wrong, by the errors that they are told.
 *
 * <p>A client can make the server reset streams by faults of its own (CVE-2025-8671): each such reset counts as one of its
 * control frames, and too many of them end the connection as too many resets of its own do.
 */
final class Http2Faults implements HTTP2Session.FrameListener {
    private final ProxyMetrics metrics;

    Http2Faults(ProxyMetrics metrics) {
        this.metrics = metrics;
    }

    /** A frame that is nothing but padding costs as much as an empty one, which Jetty limits (CVE-2019-9518). */
    @Override
    public void onIncomingFrame(Session session, Frame frame) {
        if (frame instanceof DataFrame data
                && data.remaining() == 0
                && data.flowControlLength() > 0
                && !data.isEndStream()) {
            limit((HTTP2Session) session, data);
        }
    }

    @Override
    public void onOutgoingFrame(Session session, Frame frame) {
        if (frame instanceof GoAwayFrame goAway) {
            count(goAway.getError());
        } else if (frame instanceof ResetFrame reset && count(reset.getError())) {
            limit((HTTP2Session) session, reset);
            fail((HTTP2Session) session, reset);
        }
    }

    /** Jetty resets a stream whose body is not of its length, and leaves the request that is under way to wait for the rest. */
    private static void fail(HTTP2Session session, ResetFrame reset) {
        HTTP2Stream stream = session.getStream(reset.getStreamId());
        LoopEndPoint endPoint = LoopEndPoint.under(session.getEndPoint());
        if (stream != null && endPoint != null && stream.getAttachment() instanceof HTTP2Channel.Server request) {
            IOException why = new IOException("the client broke the protocol");
            endPoint.loop().execute(() -> request.onFailure(why, Callback.NOOP).run());
        }
    }

    /** Whether the error is the client's. */
    private boolean count(int code) {
        ErrorCode error = ErrorCode.from(code);
        if (error == null || !isOfClient(error)) {
            return false;
        }
        String word = error == ErrorCode.ENHANCE_YOUR_CALM_ERROR ? "flood" : word(error);
        metrics.clientFault("http2_" + word);
        return true;
    }

    private static boolean isOfClient(ErrorCode error) {
        return switch (error) {
            case NO_ERROR, CANCEL_STREAM_ERROR, INTERNAL_ERROR, HTTP_1_1_REQUIRED_ERROR -> false;
            default -> true;
        };
    }

    private static String word(ErrorCode error) {
        return error.name().toLowerCase(Locale.ROOT).replace("_error", "");
    }

    private static void limit(HTTP2Session session, Frame costly) {
        LoopEndPoint endPoint = LoopEndPoint.under(session.getEndPoint());
        if (!session.getParser().rateControlOnEvent(costly) && endPoint != null) {
            int calm = ErrorCode.ENHANCE_YOUR_CALM_ERROR.code;
            endPoint.loop().execute(() -> session.onConnectionFailure(calm, "too_many_costly_frames"));
        }
    }
}
