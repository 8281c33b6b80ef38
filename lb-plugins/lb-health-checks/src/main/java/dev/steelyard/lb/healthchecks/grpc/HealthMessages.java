package dev.steelyard.lb.healthchecks.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The two messages of {@code grpc.health.v1}, one field each, in protobuf's wire format and gRPC's framing: a byte that says
 * whether it is compressed, and a length of four bytes.
 */
final class HealthMessages {
    private static final int NAME_OF_SERVICE = 1 << 3 | 2; // field 1, bytes
    private static final int STATUS = 1 << 3; // field 1, a number
    private static final int LONGEST_NUMBER = 10;

    private HealthMessages() {}

    static byte[] request(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (name.length > 0) {
            message.write(NAME_OF_SERVICE);
            writeNumber(name.length, message);
            message.writeBytes(name);
        }
        return ByteBuffer.allocate(5 + message.size())
                .put((byte) 0)
                .putInt(message.size())
                .put(message.toByteArray())
                .array();
    }

    private static void writeNumber(int number, ByteArrayOutputStream message) {
        int rest = number;
        for (; rest >= 0x80; rest >>= 7) {
            message.write(rest & 0x7f | 0x80);
        }
        message.write(rest);
    }

    /** What a response says; {@link ServingStatus#UNKNOWN} if it is not understood. */
    static ServingStatus serving(byte[] framed) {
        ByteBuffer bytes = ByteBuffer.wrap(framed);
        try {
            boolean plain = bytes.get() == 0;
            int length = bytes.getInt();
            return plain && length == bytes.remaining() ? readStatus(bytes) : ServingStatus.UNKNOWN;
        } catch (BufferUnderflowException | IllegalArgumentException broken) {
            return ServingStatus.UNKNOWN;
        }
    }

    /** Fields of a later version are skipped; a status of 0 is not sent at all. */
    private static ServingStatus readStatus(ByteBuffer message) {
        long status = 0;
        while (message.hasRemaining()) {
            long tag = readNumber(message);
            if (tag == STATUS) {
                status = readNumber(message);
            } else {
                skip(message, (int) tag & 7);
            }
        }
        ServingStatus[] known = ServingStatus.values();
        return status >= 0 && status < known.length ? known[(int) status] : ServingStatus.UNKNOWN;
    }

    private static void skip(ByteBuffer message, int kind) {
        switch (kind) {
            case 0 -> readNumber(message);
            case 1 -> message.getLong();
            case 2 -> {
                int length = (int) Math.min(Integer.MAX_VALUE - message.capacity(), readNumber(message));
                message.position(message.position() + length);
            }
            case 5 -> message.getInt();
            default -> throw new IllegalArgumentException("a field of kind " + kind);
        }
    }

    private static long readNumber(ByteBuffer message) {
        long number = 0;
        for (int i = 0; i < LONGEST_NUMBER; i++) {
            byte next = message.get();
            number |= (next & 0x7fL) << 7 * i;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number of more than " + LONGEST_NUMBER + " bytes");
    }
}
