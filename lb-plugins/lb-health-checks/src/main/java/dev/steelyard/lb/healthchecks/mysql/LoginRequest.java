package dev.steelyard.lb.healthchecks.mysql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes the answer to a greeting ({@code HandshakeResponse41}). */
final class LoginRequest {
    private static final int LONG_PASSWORD = 1;
    private static final int CONNECT_WITH_DATABASE = 8;
    private static final int PROTOCOL_41 = 0x200;
    private static final int TRANSACTIONS = 0x2000;
    private static final int SECURE_CONNECTION = 0x8000;
    private static final int AUTHENTICATION_METHODS = 0x80000;
    private static final int ALWAYS =
            LONG_PASSWORD | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | AUTHENTICATION_METHODS;

    private static final int LARGEST_PACKET = 1 << 24;
    private static final int UTF8MB4 = 45;

    private LoginRequest() {}

    /**
     * @param proof at most 255 bytes
     */
    static byte[] of(String user, byte[] proof, Optional<String> database, String method) {
        ByteBuffer head = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(ALWAYS | (database.isPresent() ? CONNECT_WITH_DATABASE : 0));
        head.putInt(LARGEST_PACKET).put((byte) UTF8MB4);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.array());
        body.writeBytes(zeroTerminated(user));
        body.write(proof.length);
        body.writeBytes(proof);
        database.ifPresent(name -> body.writeBytes(zeroTerminated(name)));
        body.writeBytes(zeroTerminated(method));
        return body.toByteArray();
    }

    private static byte[] zeroTerminated(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }
}
