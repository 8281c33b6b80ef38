package dev.steelyard.lb.core.config;

/**
 * A host and a port as written in configs, {@code host:port} or {@code [v6]:port}.
 *
 * @param host without brackets
 * @param port up to 65535
 */
record HostPort(String host, int port) {

    /**
     * Reads the form.
     *
     * @param leastPort 0 where a free port may be taken, else 1
     * @throws IllegalArgumentException if host or port is missing or the port is out of range
     */
    static HostPort of(String text, int leastPort) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            host = ""; // a bare IPv6 literal: which colon is the port's cannot be told
        }
        int port = host.isEmpty() ? -1 : port(text.substring(colon + 1));
        if (port < leastPort) {
            throw new IllegalArgumentException("'" + text
                    + "' is not an address (expected: host:port, [v6]:port with port " + leastPort + "..65535)");
        }
        return new HostPort(host, port);
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        return port <= 65535 ? port : -1;
    }
}
