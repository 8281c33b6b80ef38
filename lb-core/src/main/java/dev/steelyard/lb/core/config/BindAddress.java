package dev.steelyard.lb.core.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address to listen on, written {@code host:port}, {@code [v6]:port} or {@code *:port}.
 *
 * @param host a name or literal; {@code 0.0.0.0} for all
 * @param port 0..65535; 0 takes a free one
 */
public record BindAddress(String host, int port) {

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it has not the form
     */
    public static BindAddress of(String text) {
        HostPort parts = HostPort.of(text, 0);
        return new BindAddress(parts.host().equals("*") ? "0.0.0.0" : parts.host(), parts.port());
    }

    /** Whether only this machine can reach it. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false; // cannot be bound either; the listener says so
        }
    }

    /** Whether two sockets cannot be bound to both: the same port at the same host, or at all hosts and one of them. */
    boolean clashesWith(BindAddress other) {
        boolean sameHost = host.equalsIgnoreCase(other.host);
        return port != 0 && port == other.port && (sameHost || isWildcard() || other.isWildcard());
    }

    private boolean isWildcard() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
