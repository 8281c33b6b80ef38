package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.upstream.ProxyToServerRequest;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Turns a client's request into the one that a backend gets. */
final class RequestToServer {
    private RequestToServer() {}

    /** Fills in headers and body; returns what to do when the backend says 100 Continue, or {@code null}. */
    static Runnable prepare(Exchange exchange, ProxyToServerRequest<?> proxyToServerRequest) {
        ClientRequest request = exchange.request();
        RequestBody body = exchange.body();
        if (!request.authority().isEmpty()) {
            proxyToServerRequest.addHeader(new HttpField(HttpHeader.HOST, request.authority()));
        }
        copyHeaders(request, body, proxyToServerRequest);
        int localPort = Request.getLocalPort(exchange.clientToProxyRequest());
        ForwardedHeaders.add(request, localPort, proxyToServerRequest);
        proxyToServerRequest.addHeader(new HttpField(RequestIds.HEADER, exchange.record().requestId));
        setSilence(exchange, proxyToServerRequest);
        return body == null ? null : setBody(request, body, proxyToServerRequest);
    }

    /** The connector's timer is right unless the pool keeps idle connections longer than it waits for an answer. */
    private static void setSilence(Exchange exchange, ProxyToServerRequest<?> proxyToServerRequest) {
        var timeouts = exchange.route().pool().config().timeouts();
        if (timeouts.response().compareTo(timeouts.keepAlive()) < 0) {
            proxyToServerRequest.idleTimeout(
                    timeouts.response().toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        }
    }

    private static void copyHeaders(
            ClientRequest request, RequestBody body, ProxyToServerRequest<?> proxyToServerRequest) {
        HttpFields headers = request.headers();
        HttpField connection = HopByHop.connection(headers);
        for (HttpField field : headers) {
            if (!isOurs(field, body) && !HopByHop.staysBehind(field, connection)) {
                proxyToServerRequest.addHeader(field);
            }
        }
        if (headers.contains(HttpHeader.TE, "trailers")) {
            proxyToServerRequest.addHeader(new HttpField(HttpHeader.TE, "trailers"));
        }
    }

    private static boolean isOurs(HttpField field, RequestBody body) {
        HttpHeader header = field.getHeader();
        if (header == HttpHeader.CONTENT_LENGTH || header == HttpHeader.EXPECT) {
            return header == HttpHeader.EXPECT && body == null || header == HttpHeader.CONTENT_LENGTH && body != null;
        }
        return ReservedHeaders.isForwarding(field.getName()) || RequestIds.HEADER.equalsIgnoreCase(field.getName());
    }

    private static Runnable setBody(
            ClientRequest request, RequestBody body, ProxyToServerRequest<?> proxyToServerRequest) {
        if (body.getLength() < 0) {
            copyTrailers(request, body, proxyToServerRequest);
        }
        if (!request.headers().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString())) {
            proxyToServerRequest.body(body);
            return null;
        }
        OfferedBody offered = new OfferedBody(body.getLength());
        proxyToServerRequest.body(offered);
        return () -> Content.copy(body, offered, Callback.from(offered::close, offered::fail));
    }

    /** Only a chunked body can have trailers, and whether it has is known at its end. */
    private static void copyTrailers(
            ClientRequest request, RequestBody body, ProxyToServerRequest<?> proxyToServerRequest) {
        proxyToServerRequest.trailersSupplier(body::trailers);
        String announced = request.headers().get(HttpHeader.TRAILER);
        if (announced != null) {
            proxyToServerRequest.addHeader(new HttpField(HttpHeader.TRAILER, announced));
        }
    }

    /** A body that stays with the client until the backend asks for it. */
    private static final class OfferedBody extends AsyncRequestContent {
        private final long length;

        OfferedBody(long length) {
            this.length = length;
        }

        @Override
        public long getLength() {
            return length;
        }

        @Override
        public String getContentType() {
            return null;
        }
    }
}
