package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.BackendProtocol;
import dev.steelyard.lb.core.upstream.ProxyToServerRequest;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Turns a client's request into the one that a backend gets. */
final class RequestToServer {
    private static final HttpField TE_TRAILERS = new HttpField(HttpHeader.TE, "trailers");

    /** So that a backend can tell a copy, from which nothing must follow; the host is the client's, as sites are told by it. */
    private static final HttpField MIRRORED = new HttpField("X-Mirrored", "1");

    private RequestToServer() {}

    /**
     * Fills in headers and body.
     *
     * @return what is offered to the backend to go on in, or {@code null}
     */
    static UpgradeOffer prepare(Exchange exchange, ProxyToServerRequest<?> proxyToServerRequest) {
        ClientRequest request = exchange.request();
        RequestBody body = exchange.body();
        int localPort = Request.getLocalPort(exchange.clientToProxyRequest());
        ForwardedFields forwarded = exchange.connection().forwarded(request, localPort);
        boolean http1 = exchange.pool().config().protocol() == BackendProtocol.HTTP1;
        UpgradeOffer offer = http1 ? offer(request, body) : null;
        proxyToServerRequest.headers(toServer -> {
            copyHeaders(request, body, toServer);
            if (offer != null) {
                offer.addTo(toServer);
            }
            ForwardedHeaders.add(request, forwarded, toServer);
            toServer.add(new HttpField(RequestIds.HEADER, exchange.record().requestId));
        });
        setSilence(exchange, proxyToServerRequest);
        if (body != null) {
            setBody(request, body, proxyToServerRequest);
        }
        return offer;
    }

    private static UpgradeOffer offer(ClientRequest request, RequestBody body) {
        HttpField upgrade = request.headers().getField(HttpHeader.UPGRADE);
        return upgrade == null || body != null || !request.isHttp11()
                ? null
                : UpgradeOffer.of(request.headers(), upgrade, HopByHop.connection(request.headers()));
    }

    /** Fills in the headers of a copy for a mirror; its body comes later, if there is one. */
    static void prepareCopy(Exchange exchange, ProxyToServerRequest<?> copy) {
        ClientRequest request = exchange.request();
        int localPort = Request.getLocalPort(exchange.clientToProxyRequest());
        ForwardedFields forwarded = exchange.connection().forwarded(request, localPort);
        copy.headers(toServer -> {
            copyHeaders(request, exchange.body(), toServer);
            toServer.remove(HttpHeader.EXPECT); // its body is there
            ForwardedHeaders.add(request, forwarded, toServer);
            toServer.add(new HttpField(RequestIds.HEADER, exchange.record().requestId));
            toServer.put(MIRRORED);
        });
    }

    /** The connector's timer is right unless the pool keeps idle connections longer than it waits for an answer. */
    private static void setSilence(Exchange exchange, ProxyToServerRequest<?> proxyToServerRequest) {
        var timeouts = exchange.timeouts();
        if (timeouts.response().compareTo(timeouts.keepAlive()) < 0) {
            proxyToServerRequest.idleTimeout(timeouts.response().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void copyHeaders(ClientRequest request, RequestBody body, HttpFields.Mutable toServer) {
        HttpFields headers = request.headers();
        HttpField connection = HopByHop.connection(headers);
        boolean trailers = false;
        for (int i = 0; i < headers.size(); i++) {
            HttpField field = headers.getField(i);
            if (!isOurs(request, field, body) && !HopByHop.staysBehind(field, connection)) {
                toServer.add(field);
            }
            trailers |= field.getHeader() == HttpHeader.TE && field.contains("trailers");
        }
        if (trailers) {
            toServer.add(TE_TRAILERS);
        }
    }

    private static boolean isOurs(ClientRequest request, HttpField field, RequestBody body) {
        HttpHeader header = field.getHeader();
        if (header == HttpHeader.CONTENT_LENGTH) {
            return body != null;
        }
        if (header == HttpHeader.EXPECT) {
            return body == null || request.isHttp10(); // RFC 9110 section 10.1.1
        }
        return ReservedHeaders.isForwarding(field)
                || (header == null && RequestIds.HEADER.equalsIgnoreCase(field.getName()));
    }

    private static void setBody(ClientRequest request, RequestBody body, ProxyToServerRequest<?> proxyToServerRequest) {
        if (body.getLength() < 0) {
            copyTrailers(request, body, proxyToServerRequest);
        }
        proxyToServerRequest.body(body.newReading());
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
}
