package dev.steelyard.lb.core.upstream;

import dev.steelyard.lb.core.loop.TlsHandshake;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.tls.ClientTls;
import java.util.List;
import javax.net.ssl.SSLEngine;

/**
 * What is spoken on connections to a backend, from the wire inward: TLS if its pool wants that, then what both sides agree on.
 *
 * @param terms of TLS; {@code null} for plain text. Their identity is part of the identity of connections
 * @param protocols that are offered in TLS, the best first
 * @param means for handshakes
 */
record BackendChain(ClientTls.Terms terms, List<String> protocols, TlsHandshake.Means means) {
    /** Offered too where there is no choice: a server that takes us for something else had better say so at once. */
    static final List<String> HTTP_1 = List.of("http/1.1");

    /**
     * An engine for a connection.
     *
     * @return {@code null} for plain text
     */
    SSLEngine newEngine(LiveBackend backend) {
        return terms == null
                ? null
                : terms.newEngine(backend.host(), backend.hostPort().hashCode(), protocols);
    }
}
