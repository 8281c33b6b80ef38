package dev.steelyard.lb.healthchecks.postgresql;

import dev.steelyard.lb.healthchecks.wire.Inbox;
import dev.steelyard.lb.healthchecks.wire.Shown;
import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message from the server.
 *
 * @param type its byte
 * @param body what follows the length
 */
record ServerMessage(char type, byte[] body) {
    private static final String TYPES = "RSKZTDCENIAv";
    private static final int HEAD = 5;

    /** The next whole message, or {@code null} if it has not come yet. */
    static ServerMessage take(Inbox inbox) throws ProtocolException {
        if (inbox.available() == 0) {
            return null;
        }
        char type = (char) (inbox.peek(1).get() & 0xff);
        if (TYPES.indexOf(type) < 0) {
            throw new ProtocolException("the answer is not PostgreSQL's");
        }
        if (inbox.available() < HEAD) {
            return null;
        }
        int length = inbox.peek(HEAD).getInt(1);
        if (length < 4 || length > Inbox.LIMIT) {
            throw new ProtocolException("the answer is not PostgreSQL's");
        }
        if (inbox.available() < 1 + length) {
            return null;
        }
        inbox.take(HEAD);
        return new ServerMessage(type, inbox.take(length - 4));
    }

    /** What kind of authentication the server asks for, or 0 if it is satisfied. */
    int authentication() throws ProtocolException {
        require(body.length >= 4);
        return ByteBuffer.wrap(body).getInt();
    }

    /** What comes after the kind of authentication. */
    byte[] authenticationData() {
        return Arrays.copyOfRange(body, 4, body.length);
    }

    /** What comes after the kind of authentication, as text. */
    String authenticationText() {
        return new String(authenticationData(), StandardCharsets.UTF_8);
    }

    /** The values of a row; {@code null} for a null of SQL. */
    String[] row() throws ProtocolException {
        ByteBuffer data = ByteBuffer.wrap(body);
        try {
            int columns = Short.toUnsignedInt(data.getShort());
            require(columns <= data.remaining() / 4);
            String[] values = new String[columns];
            for (int i = 0; i < columns; i++) {
                values[i] = value(data);
            }
            return values;
        } catch (BufferUnderflowException tooShort) {
            throw malformed();
        }
    }

    private static String value(ByteBuffer data) throws ProtocolException {
        int length = data.getInt();
        if (length < 0) {
            return null;
        }
        require(length <= data.remaining());
        byte[] bytes = new byte[length];
        data.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The SQLSTATE of an error; empty if it has none. */
    String sqlState() {
        return field('C');
    }

    /** An error in one line. */
    String error() {
        return sqlState() + " " + Shown.text(field('M'));
    }

    private String field(char wanted) {
        String text = new String(body, StandardCharsets.UTF_8);
        for (String field : text.split("\0")) {
            if (!field.isEmpty() && field.charAt(0) == wanted) {
                return field.substring(1);
            }
        }
        return "";
    }

    private static void require(boolean valid) throws ProtocolException {
        if (!valid) {
            throw malformed();
        }
    }

    private static ProtocolException malformed() {
        return new ProtocolException("a message from the server is malformed");
    }
}
