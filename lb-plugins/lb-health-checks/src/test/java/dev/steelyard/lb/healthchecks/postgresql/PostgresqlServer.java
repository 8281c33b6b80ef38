package dev.steelyard.lb.healthchecks.postgresql;

import dev.steelyard.lb.testkit.ProbeConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Says what a server says, message by message. */
final class PostgresqlServer {
    static final byte[] LET_IN = message('R', 0, 0, 0, 0);
    static final byte[] READY = message('Z', 'I');

    private PostgresqlServer() {}

    static byte[] message(char type, int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        return message(type, bytes);
    }

    static byte[] message(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    static byte[] authentication(int kind, String data) {
        byte[] text = data.getBytes(StandardCharsets.UTF_8);
        return message(
                'R', ByteBuffer.allocate(4 + text.length).putInt(kind).put(text).array());
    }

    static byte[] error(String sqlState, String text) {
        return message('E', ("SFATAL\0C" + sqlState + "\0M" + text + "\0\0").getBytes(StandardCharsets.UTF_8));
    }

    static byte[] row(String... values) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0, (byte) values.length});
        for (String value : values) {
            byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
            body.writeBytes(ByteBuffer.allocate(4)
                    .putInt(value == null ? -1 : bytes.length)
                    .array());
            body.writeBytes(bytes);
        }
        return message('D', body.toByteArray());
    }

    /** Takes the first message and lets anybody in. */
    static void letIn(ProbeConnection connection) throws IOException {
        connection.readUntil("steelyard-health\0\0");
        connection.write(LET_IN);
        connection.write(message('S', "server_version\00015.1\0".getBytes(StandardCharsets.UTF_8)));
        connection.write(READY);
    }

    /** Answers the next query, which ends with a text, with one row. */
    static void answer(ProbeConnection connection, String queryEnd, byte[] row) throws IOException {
        connection.readUntil(queryEnd + "\0");
        connection.write(row);
        connection.write(message('C', "SELECT 1\0".getBytes(StandardCharsets.UTF_8)));
        connection.write(READY);
    }
}
