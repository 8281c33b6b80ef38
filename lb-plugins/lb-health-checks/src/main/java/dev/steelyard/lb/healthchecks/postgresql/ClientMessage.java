package dev.steelyard.lb.healthchecks.postgresql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The messages that a client sends (PostgreSQL documentation, 55.7). */
final class ClientMessage {
    private static final int PROTOCOL_3_0 = 3 << 16;

    private ClientMessage() {}

    static byte[] startup(String user, String database) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ByteBuffer.allocate(4).putInt(PROTOCOL_3_0).array());
        for (String text : new String[] {"user", user, "database", database, "application_name", "steelyard-health"}) {
            body.writeBytes(zeroTerminated(text));
        }
        body.write(0);
        return framed(-1, body.toByteArray());
    }

    static byte[] query(String sql) {
        return framed('Q', zeroTerminated(sql));
    }

    static byte[] terminate() {
        return framed('X', new byte[0]);
    }

    /** The MD5 answer: {@code md5(md5(password + user) + salt)}, in hexadecimal digits. */
    static byte[] md5Password(String user, String password, byte[] salt) {
        ByteArrayOutputStream salted = new ByteArrayOutputStream();
        salted.writeBytes(md5(bytes(password + user)));
        salted.writeBytes(salt);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(bytes("md5"));
        body.writeBytes(md5(salted.toByteArray()));
        body.write(0);
        return framed('p', body.toByteArray());
    }

    static byte[] saslInitial(String mechanism, String first) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(zeroTerminated(mechanism));
        body.writeBytes(ByteBuffer.allocate(4).putInt(bytes(first).length).array());
        body.writeBytes(bytes(first));
        return framed('p', body.toByteArray());
    }

    static byte[] saslResponse(String text) {
        return framed('p', bytes(text));
    }

    /**
     * @param type the message's byte, or -1 for the first message, which has none
     */
    private static byte[] framed(int type, byte[] body) {
        ByteBuffer message = ByteBuffer.allocate((type < 0 ? 4 : 5) + body.length);
        if (type >= 0) {
            message.put((byte) type);
        }
        return message.putInt(4 + body.length).put(body).array();
    }

    private static byte[] zeroTerminated(String text) {
        return bytes(text + "\0");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] md5(byte[] of) {
        try {
            return bytes(
                    HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(of)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java has no MD5", missing);
        }
    }
}
