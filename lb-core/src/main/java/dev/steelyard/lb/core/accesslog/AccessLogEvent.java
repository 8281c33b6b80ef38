package dev.steelyard.lb.core.accesslog;

import java.net.InetAddress;

/**
 * What is logged of one request, or of one connection that is passed on as it is. Everything but time, sizes and total time
 * may be {@code null}, 0 or -1: a request can end at any station.
 *
 * @param epochMillis when the request began
 * @param requestId what client, log and backend call it
 * @param listener the listener's name
 * @param client who sent it
 * @param method as sent
 * @param host canonical
 * @param path canonical
 * @param query as forwarded
 * @param protocol such as {@code HTTP/1.1}
 * @param route the route's name
 * @param pool the pool's name
 * @param backend the backend's id, of the last attempt
 * @param attempts how many backends were tried
 * @param queuedNanos how long it waited for a place on a backend
 * @param status what the client got; 0 where there is no such thing
 * @param requestBytes of the body
 * @param responseBytes of the body
 * @param firstByteNanos from the start of the last attempt to the head of its response, or -1
 * @param totalNanos from the first byte of the request to the last of the response
 * @param reason why it did not end well
 */
public record AccessLogEvent(
        long epochMillis,
        String requestId,
        String listener,
        InetAddress client,
        String method,
        String host,
        String path,
        String query,
        String protocol,
        String route,
        String pool,
        String backend,
        int attempts,
        long queuedNanos,
        int status,
        long requestBytes,
        long responseBytes,
        long firstByteNanos,
        long totalNanos,
        String reason) {}
