package dev.steelyard.lb.healthchecks.mysql;

import dev.steelyard.lb.testkit.ProbeConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Says what a server says, packet by packet. */
final class MysqlServer {
    static final String CHALLENGE = "abcdefghijklmnopqrst";
    private static final byte[] END = {(byte) 0xfe, 0, 0, 2, 0};

    private MysqlServer() {}

    static byte[] packet(int sequence, byte[] body) {
        return Packet.framed(sequence, body);
    }

    static byte[] packet(int sequence, String body) {
        return packet(sequence, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] greeting(String method) {
        String first = CHALLENGE.substring(0, 8);
        String second = CHALLENGE.substring(8);
        return packet(
                0,
                "\n8.0.36\0" + "\1\0\0\0" + first + "\0" + "\u00ff\u00ff" + "\55" + "\2\0" + "\u00ff\u00df" + "\25"
                        + "\0".repeat(10) + second + "\0" + method + "\0");
    }

    static byte[] ok(int sequence) {
        return packet(sequence, "\0\0\0\2\0\0\0");
    }

    static byte[] error(int sequence, int code, String text) {
        return packet(sequence, "\u00ff" + (char) (code & 0xff) + (char) (code >> 8) + "#28000" + text);
    }

    /** The answer to a query: one row, or none if there are no values. */
    static byte[] rows(List<String> columns, List<String> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int sequence = 1;
        out.writeBytes(packet(sequence++, new byte[] {(byte) columns.size()}));
        for (String column : columns) {
            String fixed = "\f" + "\0".repeat(12);
            out.writeBytes(
                    packet(sequence++, text("def") + text("") + text("") + text("") + text(column) + text("") + fixed));
        }
        out.writeBytes(packet(sequence++, END));
        if (!values.isEmpty()) {
            StringBuilder row = new StringBuilder();
            values.forEach(value -> row.append(value == null ? "\u00fb" : text(value)));
            out.writeBytes(packet(sequence++, row.toString()));
        }
        out.writeBytes(packet(sequence, END));
        return out.toByteArray();
    }

    private static String text(String value) {
        return (char) value.length() + value;
    }

    /** Greets, and lets anybody in. */
    static void letIn(ProbeConnection connection) throws IOException {
        connection.write(greeting(Proof.NATIVE));
        connection.readUntil(Proof.NATIVE + "\0");
        connection.write(ok(2));
    }

    /** Answers the next query, which ends with a text. */
    static void answer(ProbeConnection connection, String queryEnd, byte[] rows) throws IOException {
        connection.readUntil(queryEnd);
        connection.write(rows);
    }
}
