package dev.steelyard.lb.core.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The PROXY protocol's headers, by which a proxy says whose connection it passes on.
 *
 * <p>Reading is strict: whatever the specification (HAProxy's {@code proxy-protocol.txt}, sections 2.1 and 2.2) does not
 * allow is refused, since a header that two readers take differently makes up a client.
 */
final class ProxyHeader {
    /** Long enough to tell both versions apart, and no header is shorter. */
    static final int PREFIX = 12;

    /** Section 2.1: the longest line of version 1, with its end. */
    static final int LONGEST_V1 = 107;

    /** Up to here the length of version 2 is known. */
    static final int HEAD_V2 = 16;

    /** What follows; far more than proxies add, and far less than the 64 KiB that could be claimed. */
    static final int LONGEST_V2_REST = 4096;

    private static final byte[] SIGNATURE_V2 = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final byte[] START_V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

    private ProxyHeader() {}

    /** What the first bytes of a connection are. */
    enum Version {
        V1,
        V2,
        NONE
    }

    /** A header that cannot be used. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /** @param prefix the first {@link #PREFIX} bytes */
    static Version version(byte[] prefix) {
        if (startsWith(prefix, SIGNATURE_V2)) {
            return Version.V2;
        }
        return startsWith(prefix, START_V1) ? Version.V1 : Version.NONE;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        for (int i = 0; i < start.length; i++) {
            if (bytes[i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a line of version 1.
     *
     * @param line with its line end
     * @return where the connection comes from; {@code null} if the proxy does not know
     */
    static InetSocketAddress readV1(String line) throws Malformed {
        if (!line.endsWith("\r\n")) {
            throw new Malformed("the line does not end in CR LF");
        }
        String content = line.substring(0, line.length() - 2);
        if (content.equals("PROXY UNKNOWN") || content.startsWith("PROXY UNKNOWN ")) {
            return null;
        }
        String[] words = content.split(" ", -1);
        if (words.length != 6 || !(words[1].equals("TCP4") || words[1].equals("TCP6"))) {
            throw new Malformed("not PROXY TCP4 or TCP6 with two addresses and two ports");
        }
        boolean v4 = words[1].equals("TCP4");
        InetAddress source = address(words[2], v4);
        address(words[3], v4);
        port(words[5]);
        return new InetSocketAddress(source, port(words[4]));
    }

    /** Only literals come as far as {@link InetAddress#getByName}, which would look up anything else. */
    private static InetAddress address(String text, boolean v4) throws Malformed {
        if (!(v4 ? IPV4 : IPV6).matcher(text).matches()) {
            throw new Malformed("'" + text + "' is no address of its family");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException noLiteral) {
            throw new Malformed("'" + text + "' is no address");
        }
    }

    private static int port(String text) throws Malformed {
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : Integer.MAX_VALUE;
        if (port > 65535) {
            throw new Malformed("'" + text + "' is no port");
        }
        return port;
    }

    /**
     * How many bytes follow the head of version 2.
     *
     * @param head of {@link #HEAD_V2} bytes
     */
    static int restOfV2(byte[] head) throws Malformed {
        int command = head[12] & 0xff;
        if (command != LOCAL && command != PROXY) {
            throw new Malformed("neither a version nor a command that is known");
        }
        int rest = (head[14] & 0xff) << 8 | head[15] & 0xff;
        if (rest > LONGEST_V2_REST) {
            throw new Malformed(rest + " bytes long (expected: at most " + LONGEST_V2_REST + ")");
        }
        return rest;
    }

    /**
     * Reads a header of version 2.
     *
     * @param header all of it
     * @return where the connection comes from; {@code null} if it is the proxy's own, or of a family without addresses
     */
    static InetSocketAddress readV2(byte[] header) throws Malformed {
        int family = header[13] & 0xff;
        boolean ofProxy = (header[12] & 0xff) == LOCAL;
        if (ofProxy || (family != TCP4 && family != TCP6)) {
            return null;
        }
        int length = family == TCP4 ? 4 : 16;
        ByteBuffer rest = ByteBuffer.wrap(header, HEAD_V2, header.length - HEAD_V2);
        if (rest.remaining() < 2 * length + 4) {
            throw new Malformed("too short for its addresses");
        }
        byte[] source = new byte[length];
        rest.get(source).position(rest.position() + length);
        int port = Short.toUnsignedInt(rest.getShort());
        try {
            return new InetSocketAddress(InetAddress.getByAddress(source), port);
        } catch (UnknownHostException impossible) {
            throw new Malformed("no address");
        }
    }

    /** A line of version 1. */
    static byte[] v1(InetSocketAddress source, InetSocketAddress destination) {
        boolean v4 = isV4(source) && isV4(destination);
        String line = "PROXY " + (v4 ? "TCP4 " : "TCP6 ") + literal(source, v4) + " " + literal(destination, v4) + " "
                + source.getPort() + " " + destination.getPort() + "\r\n";
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    /** A header of version 2. */
    static byte[] v2(InetSocketAddress source, InetSocketAddress destination) {
        boolean v4 = isV4(source) && isV4(destination);
        int rest = v4 ? 12 : 36;
        ByteBuffer header = ByteBuffer.allocate(HEAD_V2 + rest);
        header.put(SIGNATURE_V2)
                .put((byte) PROXY)
                .put((byte) (v4 ? TCP4 : TCP6))
                .putShort((short) rest);
        header.put(bytes(source, v4)).put(bytes(destination, v4));
        header.putShort((short) source.getPort()).putShort((short) destination.getPort());
        return header.array();
    }

    private static boolean isV4(InetSocketAddress address) {
        return address.getAddress().getAddress().length == 4;
    }

    private static String literal(InetSocketAddress address, boolean v4) {
        String text = address.getAddress().getHostAddress();
        int scope = text.indexOf('%');
        String plain = scope < 0 ? text : text.substring(0, scope);
        return v4 || !isV4(address) ? plain : "::ffff:" + plain;
    }

    /** Of one family: an address of IPv4 among those of IPv6 is written as a mapped one (RFC 4291 section 2.5.5.2). */
    private static byte[] bytes(InetSocketAddress address, boolean v4) {
        byte[] own = address.getAddress().getAddress();
        if (v4 || own.length == 16) {
            return own;
        }
        return ByteBuffer.allocate(16)
                .putLong(0)
                .putShort((short) 0)
                .putShort((short) 0xffff)
                .put(own)
                .array();
    }
}
