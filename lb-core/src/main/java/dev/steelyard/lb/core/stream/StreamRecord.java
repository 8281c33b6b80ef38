package dev.steelyard.lb.core.stream;

import dev.steelyard.lb.core.config.ListenerConfig;
import java.net.InetAddress;

/**
 * What is known of a connection, or of a session of UDP, when it has ended.
 *
 * @param host the server that the client named, empty if none
 * @param route {@code null} if it found none, like {@code pool}
 * @param backend that served it, or {@code null}
 * @param attempts how many backends were tried
 * @param upBytes the backend was sent
 * @param downBytes the client was sent
 * @param connectNanos until the backend was connected, or -1
 * @param reason why it did not end well, or {@code null}
 */
record StreamRecord(
        String listener,
        ListenerConfig.Protocol protocol,
        InetAddress client,
        String host,
        String route,
        String pool,
        String backend,
        int attempts,
        long queuedNanos,
        long upBytes,
        long downBytes,
        long connectNanos,
        long totalNanos,
        String reason) {}
