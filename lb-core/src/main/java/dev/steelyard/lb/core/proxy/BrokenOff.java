package dev.steelyard.lb.core.proxy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a client's connection in the middle of a response, so that the client cannot take it for whole. */
final class BrokenOff extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(BrokenOff.class);

    private BrokenOff(String reason) {
        super(reason, null, false, false);
    }

    static void end(Request request, Response response, Callback callback, String reason) {
        boolean chunked = request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0;
        if (!chunked && !response.getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
            resetOnClose(request);
        }
        callback.failed(new BrokenOff(reason));
    }

    /** Such a response ends where the connection ends (RFC 9112 section 6.3): only a reset tells the end from a break. */
    private static void resetOnClose(Request request) {
        var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (endPoint.getTransport() instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException closed) {
                LOG.debug("the client was gone before its response could be broken off", closed);
            }
        }
    }
}
