package dev.steelyard.lb.affinity.ip;

import java.net.InetAddress;

/**
 * The leading bits of an address, the rest zero. An IPv4 address is taken as the IPv6 address that it is mapped to (RFC 4291
 * section 2.5.5.2), which no IPv6 client has.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
record AddressKey(long high, long low) {
    private static final int V4_BYTES = 4;
    private static final int V4_PREFIX = 96;
    private static final long V4_MAPPED = 0xffff_0000_0000L;

    static AddressKey of(InetAddress address, int prefixLengthV4, int prefixLengthV6) {
        byte[] bytes = address.getAddress();
        if (bytes.length == V4_BYTES) {
            return masked(0, V4_MAPPED | read(bytes, 0, V4_BYTES), V4_PREFIX + prefixLengthV4);
        }
        return masked(read(bytes, 0, Long.BYTES), read(bytes, Long.BYTES, Long.BYTES), prefixLengthV6);
    }

    private static AddressKey masked(long high, long low, int bits) {
        return new AddressKey(high & mask(Math.min(bits, Long.SIZE)), low & mask(Math.max(0, bits - Long.SIZE)));
    }

    /** Java shifts by the count modulo 64, so a shift by 64 would be none at all. */
    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (Long.SIZE - bits);
    }

    private static long read(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << Byte.SIZE | (bytes[i] & 0xff);
        }
        return value;
    }
}
