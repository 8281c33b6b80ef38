package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.loop.EventLoop;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** Jetty's transport for HTTP/1.1, which speaks HTTP/2 on connections where that was agreed on. */
final class BackendTransport extends HttpClientTransportOverHTTP {
    /** Where a connection's context says that HTTP/2 is spoken on it. */
    static final String HTTP_2 = BackendTransport.class.getName() + ".http2";

    static final Origin.Address NOWHERE = new Origin.Address("backend.invalid", 80);

    /**
     * Of one answer that may be on its way unread: 256 KiB in a round trip of 1 ms are 2 Gbit/s, and what a client that reads
     * slowly makes us keep.
     */
    private static final int STREAM_WINDOW = 256 * 1024;

    /** Of all answers of a connection together, so that a few slow clients do not stop the others. */
    private static final int CONNECTION_WINDOW = 4 * 1024 * 1024;

    private final ClientConnectionFactory[] http2; // of each loop, touched there only; null until it is needed

    BackendTransport(ClientConnector connector, int loops) {
        super(connector);
        this.http2 = new ClientConnectionFactory[loops];
    }

    /** That of the destination a request was sent to, for those that are sent again. */
    @Override
    public Origin newOrigin(Request request) {
        LoopTransport transport = (LoopTransport) request.getTransport();
        return transport.origin();
    }

    @Override
    public Connection newConnection(EndPoint endPoint, Map<String, Object> context) throws IOException {
        return context.get(HTTP_2) == Boolean.TRUE
                ? http2(EventLoop.current()).newConnection(endPoint, context)
                : super.newConnection(endPoint, context);
    }

    private ClientConnectionFactory http2(EventLoop loop) {
        int index = loop.index();
        if (http2[index] == null) {
            http2[index] = new ClientConnectionFactoryOverHTTP2(newHttp2(loop));
        }
        return http2[index];
    }

    /** One for each loop, since all that Jetty would hand to other threads must stay there. */
    private HTTP2Client newHttp2(EventLoop loop) {
        HttpClient http = getHttpClient();
        HTTP2Client made = new HTTP2Client(new ClientConnector());
        made.setExecutor(loop);
        made.setScheduler(http.getScheduler());
        made.setByteBufferPool(http.getByteBufferPool());
        made.setInputBufferSize(http.getResponseBufferSize());
        made.setMaxRequestHeadersSize(http.getMaxRequestHeadersSize());
        made.setMaxResponseHeadersSize(http.getMaxResponseHeadersSize());
        made.setMaxConcurrentPushedStreams(0);
        made.setInitialStreamRecvWindow(STREAM_WINDOW);
        made.setInitialSessionRecvWindow(CONNECTION_WINDOW);
        return made;
    }
}
