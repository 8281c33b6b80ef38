package dev.steelyard.lb.api.backend;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/**
 * One server of a pool, the same object for as long as the server is a member.
 *
 * <p>Identity is the object itself: compare with {@code ==}. Live figures change while you look at them.
 */
public interface Backend {

    /**
     * The name of the backend, unique in its pool.
     *
     * <p><b>Threads:</b> any. <b>Failure:</b> never fails, never {@code null}.
     */
    String id();

    /**
     * The host as configured: a name or an address literal.
     *
     * <p><b>Threads:</b> any. <b>Failure:</b> never fails, never {@code null}.
     */
    String host();

    /**
     * The TCP or UDP port, 1..65535.
     *
     * <p><b>Threads:</b> any. <b>Failure:</b> never fails.
     */
    int port();

    /**
     * The address to connect to, resolved by the core and refreshed in the background.
     *
     * <p><b>Threads:</b> any; never resolves, so never blocks. <b>Failure:</b> {@link InetSocketAddress#isUnresolved()
     * unresolved} while the name has no address yet; never {@code null}.
     */
    InetSocketAddress address();

    /**
     * Requests now under way on this backend, waiting ones not counted.
     *
     * <p><b>Threads:</b> any, safe on the request path. <b>Failure:</b> never fails; never negative.
     */
    int inFlight();

    /**
     * A health-check path of this backend's own that replaces the pool's.
     *
     * <p><b>Threads:</b> any; not for the request path. <b>Failure:</b> never fails; empty for most backends.
     */
    Optional<String> healthCheckPath();

    /**
     * What a connection to this backend speaks TLS by, if its pool does: with the pool's trust, name and certificate, in client
     * mode, its handshake not begun.
     *
     * @param protocols that may be spoken inside, the best first, for ALPN (RFC 7301); none is agreed on if empty
     *     <p><b>Threads:</b> any, not for the request path; each engine is the caller's own. <b>Failure:</b> never fails; empty
     *     if the backend is spoken to in plain text, which it is unless a backend says otherwise
     */
    default Optional<SSLEngine> newTlsEngine(List<String> protocols) {
        return Optional.empty();
    }
}
