package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.loop.LoopEndPoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Callback;

/** Ends a connection whose next request does not come in time, with a word about it where the client can read one. */
final class SlowHead {
    private static final byte[] ANSWER =
            "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private SlowHead() {}

    static void end(LoopEndPoint endPoint) {
        if (endPoint.getConnection() instanceof SslConnection || endPoint.getConnection() instanceof HTTP2Connection) {
            endPoint.close(); // perhaps in the middle of a handshake, or of the preface of HTTP/2
        } else {
            endPoint.write(Callback.from(endPoint::close), ByteBuffer.wrap(ANSWER));
        }
    }
}
