package dev.steelyard.lb.api.request;

import dev.steelyard.lb.api.backend.Backend;
import java.net.InetAddress;

/**
 * The client's request, read-only.
 *
 * <p>Valid until the response has ended; never keep it. Every method may be called on the request path: none blocks, and
 * only those that say so allocate.
 */
public interface RequestView {

    /**
     * The method as sent, such as {@code GET}; methods are case-sensitive (RFC 9110 section 9.1).
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails, never {@code null}.
     */
    String method();

    /**
     * Whether the client's connection is encrypted.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails.
     */
    boolean secure();

    /**
     * The canonical host: lower case, without port or trailing dot.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails; empty if the client named none (HTTP/1.0).
     */
    String host();

    /**
     * The canonical path (RFC 3986 section 6.2.2), the very one that is routed, logged and forwarded.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails; starts with a slash, or is {@code *}.
     */
    String path();

    /**
     * The query as sent, without its question mark and undecoded.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails; {@code null} if there is none.
     */
    String query();

    /**
     * The first value of a header.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails; {@code null} if absent.
     *
     * @param name in any case
     */
    String header(String name);

    /**
     * The value of a cookie, without quotes. Allocates the value if the cookie is there.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails; {@code null} if absent.
     *
     * @param name case-sensitive
     */
    String cookie(String name);

    /**
     * The address of the client: that of the peer, or, where the peer is a trusted proxy, the one it forwarded for.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails, never {@code null}.
     */
    InetAddress clientAddress();

    /**
     * The address at the other end of the connection.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails, never {@code null}.
     */
    InetAddress peerAddress();

    /**
     * A well-mixed 64-bit hash of {@link #clientAddress()}, the same on every node and after every restart.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails.
     */
    long clientAddressHash();

    /**
     * Which try this is: 1 for the first, 2 for the first retry.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails.
     */
    int attempt();

    /**
     * Whether an earlier attempt of this request went to a backend.
     *
     * <p>A picker may ignore this: the core asks again, and then looks for itself, when it gets a backend that was tried.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails.
     */
    boolean wasTried(Backend backend);
}
