package dev.steelyard.lb.core.tls;

import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/**
 * Who a server must be.
 *
 * @param name as its certificate must have it: a host name, or an address without brackets or zone
 */
record ServerIdentity(String name) {

    static ServerIdentity of(String host) {
        boolean address = isAddress(host);
        String bare = address ? host.replaceAll("[\\[\\]]|%.*", "") : host;
        return new ServerIdentity(bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare);
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    /** What it is told in the handshake: its name, but no address (RFC 6066 section 3). */
    List<SNIServerName> sni() {
        return isAddress(name) ? List.of() : List.of(new Name(name));
    }

    /** The JDK's own refuses names with an underscore, which servers inside of clusters do have. */
    private static final class Name extends SNIServerName {
        Name(String name) {
            super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
