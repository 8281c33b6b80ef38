package dev.steelyard.lb.core.tls;

import java.io.ByteArrayOutputStream;

/**
 * As much of DER (ITU-T X.690) as it takes to put keys of older forms into PKCS#8, the one form that the JDK reads.
 */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int CURVE = 0xa0; // [0], constructed: RFC 5915 section 3

    private static final byte[] ZERO = {INTEGER, 1, 0};
    private static final byte[] NULL = {5, 0};
    private static final byte[] RSA = {6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1};
    private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private Der() {}

    /** PKCS#8 (RFC 5208 section 5) of a PKCS#1 key (RFC 8017 appendix A.1.2). */
    static byte[] pkcs8OfRsa(byte[] pkcs1) {
        return of(SEQUENCE, ZERO, of(SEQUENCE, RSA, NULL), of(OCTET_STRING, pkcs1));
    }

    /**
     * PKCS#8 of a SEC1 key (RFC 5915).
     *
     * @throws IllegalArgumentException if it is none, or does not name its curve
     */
    static byte[] pkcs8OfEc(byte[] sec1) {
        return of(SEQUENCE, ZERO, of(SEQUENCE, EC, curve(sec1)), of(OCTET_STRING, sec1));
    }

    private static byte[] curve(byte[] sec1) {
        try {
            int at = contentOf(sec1, 0, SEQUENCE);
            at = endOf(sec1, at); // version
            at = endOf(sec1, at); // the key itself
            int from = contentOf(sec1, at, CURVE);
            byte[] curve = new byte[endOf(sec1, at) - from];
            System.arraycopy(sec1, from, curve, 0, curve.length);
            return curve;
        } catch (IndexOutOfBoundsException cut) {
            throw new IllegalArgumentException("cut off", cut);
        }
    }

    /** Where the content of a value begins. */
    private static int contentOf(byte[] der, int at, int tag) {
        if ((der[at] & 0xff) != tag) {
            throw new IllegalArgumentException("not of the expected form");
        }
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int endOf(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return at + 2 + first;
        }
        int bytes = first & 0x7f;
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        if (bytes > 3) {
            throw new IllegalArgumentException("longer than any key");
        }
        return at + 2 + bytes + length;
    }

    private static byte[] of(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        writeLength(content.size(), whole);
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static void writeLength(int length, ByteArrayOutputStream out) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        out.write(0x80 | bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            out.write(length >> 8 * i);
        }
    }
}
