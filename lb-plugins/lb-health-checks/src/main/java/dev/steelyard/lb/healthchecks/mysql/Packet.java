package dev.steelyard.lb.healthchecks.mysql;

import dev.steelyard.lb.healthchecks.wire.Inbox;
import dev.steelyard.lb.healthchecks.wire.Shown;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A packet of the protocol, read from its begin to its end.
 *
 * @param sequence its number
 * @param data what follows the head
 */
record Packet(int sequence, ByteBuffer data) {
    private static final int HEAD = 4;
    private static final int NULL_VALUE = 0xfb;

    /** The next whole packet, or {@code null} if it has not come yet. */
    static Packet take(Inbox inbox) throws ProtocolException {
        if (inbox.available() < HEAD) {
            return null;
        }
        int head = inbox.peek(HEAD).order(ByteOrder.LITTLE_ENDIAN).getInt();
        int length = head & 0xffffff;
        if (length == 0 || length > Inbox.LIMIT) {
            throw new ProtocolException("the answer is not MySQL's");
        }
        if (inbox.available() < HEAD + length) {
            return null;
        }
        inbox.take(HEAD);
        return new Packet(head >>> 24, ByteBuffer.wrap(inbox.take(length)).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** What goes to the server as one packet. */
    static byte[] framed(int sequence, byte[] body) {
        ByteBuffer packet = ByteBuffer.allocate(HEAD + body.length).order(ByteOrder.LITTLE_ENDIAN);
        return packet.putInt(body.length | sequence << 24).put(body).array();
    }

    /** The first byte, which tells what it is. */
    int kind() {
        return data.get(0) & 0xff;
    }

    /** Whether it ends a list of columns or rows; a row may begin with the same byte, but is longer then. */
    boolean isEnd() {
        return kind() == 0xfe && data.limit() < 9;
    }

    boolean isError() {
        return kind() == 0xff;
    }

    int errorCode() throws ProtocolException {
        require(data.limit() >= 3);
        return Short.toUnsignedInt(data.getShort(1));
    }

    /** An error in one line. */
    String error() throws ProtocolException {
        byte[] all = data.array();
        int from = all.length >= 9 && all[3] == '#' ? 9 : 3;
        require(all.length >= from);
        return errorCode() + " " + Shown.text(new String(all, from, all.length - from, StandardCharsets.UTF_8));
    }

    int takeByte() throws ProtocolException {
        require(data.hasRemaining());
        return data.get() & 0xff;
    }

    int takeShort() throws ProtocolException {
        require(data.remaining() >= 2);
        return Short.toUnsignedInt(data.getShort());
    }

    byte[] takeBytes(int length) throws ProtocolException {
        require(length >= 0 && length <= data.remaining());
        byte[] bytes = new byte[length];
        data.get(bytes);
        return bytes;
    }

    /** Text up to a zero, or to the end. */
    String takeText() {
        int from = data.position();
        while (data.hasRemaining()) {
            if (data.get() == 0) {
                return text(from, data.position() - 1);
            }
        }
        return text(from, data.limit());
    }

    private String text(int from, int to) {
        return new String(data.array(), from, to - from, StandardCharsets.UTF_8);
    }

    /** A value with its length before it; {@code null} for a null of SQL. */
    String takeValue() throws ProtocolException {
        require(data.hasRemaining());
        if ((data.get(data.position()) & 0xff) == NULL_VALUE) {
            data.get();
            return null;
        }
        return new String(takeBytes(takeLength()), StandardCharsets.UTF_8);
    }

    /** A number of one, three or four bytes; longer ones stand for more than is ever read. */
    int takeLength() throws ProtocolException {
        int first = takeByte();
        return switch (first) {
            case 0xfc -> takeShort();
            case 0xfd -> takeShort() | takeByte() << 16;
            default -> {
                require(first < NULL_VALUE);
                yield first;
            }
        };
    }

    static void require(boolean valid) throws ProtocolException {
        if (!valid) {
            throw new ProtocolException("a packet from the server is malformed");
        }
    }
}
