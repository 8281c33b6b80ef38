package dev.steelyard.lb.core.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of addresses, written as CIDR ({@code 10.0.0.0/8}, {@code fd00::/8}) or as one address.
 *
 * @param network the first address
 * @param prefixLength leading bits that count, 0..32 or 0..128
 */
public record AddressRange(InetAddress network, int prefixLength) {
    /** 0..255 without leading zeros, which some readers take for octal. */
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException if it is not an address literal with an optional prefix length
     */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        InetAddress network = literal(text, slash < 0 ? text : text.substring(0, slash));
        int bits = network.getAddress().length * 8;
        int prefix = slash < 0 ? bits : prefix(text, text.substring(slash + 1), bits);
        return new AddressRange(network, prefix);
    }

    /** Whether an address lies in the range; a range of one family never contains the other. */
    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (ours[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        return rest == 0 || ((ours[whole] ^ theirs[whole]) & (0xff00 >> rest) & 0xff) == 0;
    }

    /** Only literals get as far as {@link InetAddress#getByName}, which would look up anything else. */
    private static InetAddress literal(String text, String address) {
        if (address.indexOf(':') < 0 && !IPV4.matcher(address).matches()) {
            throw notRange(text, null);
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException notLiteral) {
            throw notRange(text, notLiteral);
        }
    }

    private static int prefix(String text, String digits, int bits) {
        if (digits.matches("[0-9]{1,3}") && Integer.parseInt(digits) <= bits) {
            return Integer.parseInt(digits);
        }
        throw notRange(text, null);
    }

    private static IllegalArgumentException notRange(String text, Exception cause) {
        return new IllegalArgumentException(
                "'" + text + "' is not an address range (expected e.g. 10.0.0.0/8, fd00::/8)", cause);
    }
}
