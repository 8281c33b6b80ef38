package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Who the client is: the peer, or, behind trusted proxies, the last address in {@code X-Forwarded-For} that is not itself a
 * trusted proxy. What stands before that one was written by someone we do not trust.
 */
public final class ClientAddress {
    private ClientAddress() {}

    static InetAddress of(InetAddress peer, HttpFields headers, List<AddressRange> trusted) {
        InetAddress client = peer;
        if (!isTrusted(peer, trusted)) {
            return client;
        }
        List<String> lines = headers.getValuesList(HttpHeader.X_FORWARDED_FOR);
        for (int i = lines.size() - 1; i >= 0; i--) {
            String[] forwarded =
                    lines.get(i).split(","); // by hand: Jetty's lists may throw at quotes, which mean nothing here
            for (int j = forwarded.length - 1; j >= 0; j--) {
                InetAddress next = literal(forwarded[j]);
                if (next == null) {
                    return client;
                }
                client = next;
                if (!isTrusted(next, trusted)) {
                    return client;
                }
            }
        }
        return client;
    }

    /** FNV-1a over the bytes and MurmurHash3's final mix, so that neighbouring addresses differ in all bits. */
    public static long hash(InetAddress address) {
        byte[] bytes = address.getAddress();
        long hash = 0xcbf29ce484222325L;
        if (bytes.length == 4) { // without a loop the JIT sees that the array need not be
            hash = fnv(fnv(fnv(fnv(hash, bytes[0]), bytes[1]), bytes[2]), bytes[3]);
        } else {
            for (byte part : bytes) {
                hash = fnv(hash, part);
            }
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    private static long fnv(long hash, byte part) {
        return (hash ^ (part & 0xff)) * 0x100000001b3L;
    }

    /** Whether any of these ranges contains it. */
    public static boolean isTrusted(InetAddress address, List<AddressRange> trusted) {
        for (int i = 0; i < trusted.size(); i++) {
            if (trusted.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** An address, with or without port; {@code null} for names and nonsense, which must never be looked up. */
    private static InetAddress literal(String text) {
        String address = text.strip();
        int bracket = address.indexOf(']');
        if (address.startsWith("[") && bracket > 0) {
            address = address.substring(1, bracket);
        } else if (address.indexOf(':') >= 0 && address.indexOf(':') == address.lastIndexOf(':')) {
            address = address.substring(0, address.indexOf(':'));
        }
        return address.indexOf(':') >= 0 ? ipv6(address) : ipv4(address);
    }

    /** Java looks up what begins with anything but a digit of a number, or a colon. */
    private static InetAddress ipv6(String address) {
        if (!address.matches("[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}")) {
            return null;
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }

    /** By hand, since Java looks up what only looks like an address, such as {@code 999.1.1.1}. */
    private static InetAddress ipv4(String address) {
        String[] parts = address.split("\\.", 5);
        byte[] bytes = new byte[4];
        for (int i = 0; i < bytes.length; i++) {
            if (parts.length != bytes.length || !parts[i].matches("[0-9]{1,3}") || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return address(bytes);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }
}
