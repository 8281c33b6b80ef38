package dev.steelyard.lb.core.stream;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the first message of TLS says in the clear (RFC 8446 section 4.1.2): the server that is meant (RFC 6066 section 3)
 * and the protocols to choose from (RFC 7301).
 *
 * @param serverName in lower case; empty if none is named
 * @param protocols empty if none is offered
 */
record ClientHello(String serverName, List<String> protocols) {
    /** Of the message; the largest seen in the wild, with keys for after quantum computers, take 2 KiB. */
    static final int LONGEST = 16 * 1024;

    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEAD = 5;
    private static final int LARGEST_RECORD = 16 * 1024;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;

    /** It is no TLS, or none that keeps to the rules. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * How many bytes have to come at least before it is whole; 0 if it is.
     *
     * @param received from the first byte to the position; left as it is
     */
    static int missing(ByteBuffer received) throws Malformed {
        return lacks(joined(received.duplicate().flip()));
    }

    /**
     * Reads it when it is whole.
     *
     * @param received from the first byte to the position; left as it is
     */
    static ClientHello of(ByteBuffer received) throws Malformed {
        ByteBuffer message = joined(received.duplicate().flip());
        try {
            return read(message.limit(4 + length(message)).position(4));
        } catch (BufferUnderflowException | IllegalArgumentException tooShort) {
            throw new Malformed("a length that does not fit");
        }
    }

    /** The message out of its records, which may cut it anywhere, as far as it is here. */
    private static ByteBuffer joined(ByteBuffer records) throws Malformed {
        ByteBuffer message = ByteBuffer.allocate(records.remaining());
        while (records.hasRemaining() && lacks(message) > 0) {
            if (records.get(records.position()) != HANDSHAKE_RECORD) {
                throw new Malformed("no handshake of TLS");
            }
            if (records.remaining() < RECORD_HEAD) {
                break;
            }
            int length = lengthOfRecord(records);
            int here = Math.min(length, records.remaining());
            message.put(records.slice(records.position(), here));
            records.position(records.position() + here);
        }
        return message;
    }

    private static int lengthOfRecord(ByteBuffer records) throws Malformed {
        records.get();
        if (records.get() != 3) {
            throw new Malformed("no version of TLS that is known");
        }
        records.get();
        int length = Short.toUnsignedInt(records.getShort());
        if (length == 0 || length > LARGEST_RECORD) {
            throw new Malformed("a record of " + length + " bytes");
        }
        return length;
    }

    /** What a message lacks, as far as that is known. */
    private static int lacks(ByteBuffer message) throws Malformed {
        if (message.position() > 0 && message.get(0) != CLIENT_HELLO) {
            throw new Malformed("the first message is no ClientHello");
        }
        if (message.position() < 4) {
            return 4 - message.position();
        }
        int length = length(message);
        if (length + 4 > LONGEST) {
            throw new Malformed("a ClientHello of " + length + " bytes");
        }
        return Math.max(0, length + 4 - message.position());
    }

    private static int length(ByteBuffer message) {
        return (message.get(1) & 0xff) << 16 | (message.get(2) & 0xff) << 8 | message.get(3) & 0xff;
    }

    private static ClientHello read(ByteBuffer hello) throws Malformed {
        skip(hello, 2 + 32); // version and random
        skip(hello, hello.get() & 0xff); // session id
        skip(hello, Short.toUnsignedInt(hello.getShort())); // ciphers
        skip(hello, hello.get() & 0xff); // compression
        String serverName = "";
        List<String> protocols = List.of();
        ByteBuffer extensions = hello.hasRemaining() ? part(hello, Short.toUnsignedInt(hello.getShort())) : hello;
        while (extensions.hasRemaining()) {
            int type = Short.toUnsignedInt(extensions.getShort());
            ByteBuffer extension = part(extensions, Short.toUnsignedInt(extensions.getShort()));
            if (type == SERVER_NAME) {
                serverName = serverName(extension);
            } else if (type == ALPN) {
                protocols = protocols(extension);
            }
        }
        return new ClientHello(serverName, protocols);
    }

    private static void skip(ByteBuffer from, int bytes) {
        from.position(from.position() + bytes);
    }

    private static ByteBuffer part(ByteBuffer from, int bytes) {
        if (bytes > from.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = from.slice(from.position(), bytes);
        skip(from, bytes);
        return part;
    }

    private static String text(ByteBuffer part) {
        return StandardCharsets.ISO_8859_1.decode(part).toString();
    }

    private static String serverName(ByteBuffer extension) throws Malformed {
        ByteBuffer names = part(extension, Short.toUnsignedInt(extension.getShort()));
        while (names.hasRemaining()) {
            int type = names.get();
            ByteBuffer name = part(names, Short.toUnsignedInt(names.getShort()));
            if (type == 0) {
                return hostName(text(name));
            }
        }
        return "";
    }

    private static String hostName(String name) throws Malformed {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean ofHosts = c == '-' || c == '.' || c == '_' || Character.isLetterOrDigit(c) && c < 128;
            if (!ofHosts) {
                throw new Malformed("a server name with odd characters");
            }
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private static List<String> protocols(ByteBuffer extension) {
        ByteBuffer names = part(extension, Short.toUnsignedInt(extension.getShort()));
        List<String> protocols = new ArrayList<>();
        while (names.hasRemaining()) {
            protocols.add(text(part(names, names.get() & 0xff)));
        }
        return protocols;
    }
}
