package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.config.BackendProtocol;
import dev.steelyard.lb.core.loop.TlsHandshake;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.tls.ClientTls;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;

/**
 * What is spoken on connections to a backend, from the wire inward: TLS if its pool wants that, then what both sides agree on.
 *
 * @param terms of TLS; {@code null} for plain text. Their identity is part of the identity of connections
 * @param version what the pool wants
 * @param means for handshakes
 */
record BackendChain(ClientTls.Terms terms, BackendProtocol version, TlsHandshake.Means means) {
    private static final String HTTP_2 = "h2"; // RFC 9113 section 3.1
    private static final String HTTP_1 = "http/1.1";
    private static final Origin.Protocol SHARED = new Origin.Protocol(List.of(HTTP_2), false);

    /**
     * An engine for a connection.
     *
     * @return {@code null} for plain text
     */
    SSLEngine newEngine(LiveBackend backend) {
        return terms == null
                ? null
                : terms.newEngine(backend.host(), backend.hostPort().hashCode(), offered());
    }

    /** The best first; offered too where there is no choice: a server that takes us for something else had better say so. */
    private List<String> offered() {
        return switch (version) {
            case HTTP1 -> List.of(HTTP_1);
            case H2 -> List.of(HTTP_2);
            case AUTO -> List.of(HTTP_2, HTTP_1);
        };
    }

    /** Whether a connection may carry several requests at a time. */
    boolean isShared() {
        return version == BackendProtocol.H2 || (version == BackendProtocol.AUTO && terms != null);
    }

    /**
     * Whether HTTP/2 is spoken on a connection.
     *
     * @param agreed by ALPN; {@code null} if nothing was
     */
    boolean isHttp2(String agreed) {
        return terms == null ? version == BackendProtocol.H2 : HTTP_2.equals(agreed);
    }

    /** Whether that is what the pool wants. */
    boolean accepts(boolean http2) {
        return version == BackendProtocol.AUTO || http2 == (version == BackendProtocol.H2);
    }

    /** What Jetty tells origins apart by. */
    Origin.Protocol protocol() {
        return isShared() ? SHARED : HttpClientTransportOverHTTP.HTTP11;
    }

    /** The scheme that a backend of HTTP/2 is told. */
    String scheme() {
        return terms == null ? "http" : "https";
    }
}
