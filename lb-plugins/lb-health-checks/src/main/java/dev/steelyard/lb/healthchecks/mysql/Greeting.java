package dev.steelyard.lb.healthchecks.mysql;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a server says first ({@code HandshakeV10}).
 *
 * @param method how it would like the password proved
 * @param challenge of 20 bytes
 */
record Greeting(String method, byte[] challenge) {
    private static final int VERSION = 10;
    private static final int FIRST_PART = 8;

    static Greeting of(Packet packet) throws ProtocolException {
        if (packet.sequence() != 0 || packet.takeByte() != VERSION) {
            throw new ProtocolException("the answer is not MySQL's");
        }
        packet.takeText(); // the server's version
        packet.takeBytes(4); // the number of the connection
        byte[] first = packet.takeBytes(FIRST_PART);
        packet.takeBytes(1 + 2 + 1 + 2 + 2); // filler, capabilities, character set, status, more capabilities
        int length = packet.takeByte();
        packet.takeBytes(10);
        byte[] second = packet.takeBytes(Math.max(13, length - FIRST_PART));
        return new Greeting(packet.takeText(), challenge(first, second));
    }

    private static byte[] challenge(byte[] first, byte[] second) {
        byte[] withoutZero = Arrays.copyOf(second, Proof.CHALLENGE - FIRST_PART);
        return ByteBuffer.allocate(Proof.CHALLENGE).put(first).put(withoutZero).array();
    }
}
