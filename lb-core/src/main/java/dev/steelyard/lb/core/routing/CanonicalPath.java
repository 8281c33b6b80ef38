package dev.steelyard.lb.core.routing;

import java.nio.charset.StandardCharsets;

/**
 * The canonical form of a path (RFC 3986 section 6.2.2): escapes of unreserved characters are undone, other escapes are in
 * upper case, dot segments are resolved, characters beyond ASCII are escaped.
 *
 * <p>An escaped slash stays escaped, since {@code a%2Fb} is one segment and {@code a/b} are two. Paths that one reader takes
 * to lead up and another does not ({@code ..%2F}, {@code ..;}, a backslash, overlong UTF-8) are refused.
 */
public final class CanonicalPath {
    private static final String HEX = "0123456789ABCDEF";

    private CanonicalPath() {}

    /**
     * The canonical form; the same string if it is canonical already.
     *
     * @param raw as sent, without query
     * @throws BadTarget if the path is malformed or its meaning is in doubt
     */
    public static String of(String raw) throws BadTarget {
        if (isPlain(raw)) {
            return raw;
        }
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            throw new BadTarget("the path does not start with a slash");
        }
        return withoutDotSegments(normalized(raw));
    }

    /** The form of a query: as sent, with characters beyond ASCII escaped. */
    public static String query(String raw) throws BadTarget {
        boolean ascii = true;
        for (int i = 0; raw != null && i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '#') {
                throw new BadTarget("the query has a character that is not allowed");
            }
            ascii &= c < 0x80;
        }
        return ascii ? raw : escapedBeyondAscii(raw);
    }

    /** Most paths: letters, digits and harmless marks, and no dot right after a slash. */
    private static boolean isPlain(String raw) {
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            return raw.equals("*");
        }
        char before = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (!isPlain(c) || (c == '.' && before == '/')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return isUnreserved(c) || c == '/' || c == ':' || c == '@' || c == ',' || c == '=' || c == '+' || c == '$';
    }

    /** RFC 3986 section 2.3. */
    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static String normalized(String raw) throws BadTarget {
        StringBuilder path = new StringBuilder(raw.length() + 16);
        String ascii = escapedBeyondAscii(raw);
        int previous = 0;
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '\\' || c == '#' || c == '?') {
                throw new BadTarget("the path has a character that is not allowed");
            }
            if (c == '%') {
                previous = appendEscape(path, ascii, i, previous);
                i += 2;
            } else {
                path.append(c);
                previous = 0;
            }
        }
        return path.toString();
    }

    /** Returns the byte, so that the next escape can be told to be part of an overlong character. */
    private static int appendEscape(StringBuilder path, String raw, int at, int previous) throws BadTarget {
        int value = at + 2 < raw.length() ? hex(raw.charAt(at + 1)) * 16 + hex(raw.charAt(at + 2)) : -1;
        if (value < 0) {
            throw new BadTarget("the path has a % that is not followed by two hexadecimal digits");
        }
        boolean control = value < 0x20 || value == 0x7f;
        if (control || isOverlong(previous, value)) {
            throw new BadTarget("the path has an escaped character that is not allowed");
        }
        if (isUnreserved(value)) {
            path.append((char) value);
        } else {
            path.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
        }
        return value;
    }

    /** Bytes that only occur in UTF-8 longer than need be, a way to hide dots and slashes (RFC 3629 section 10). */
    private static boolean isOverlong(int previous, int value) {
        boolean longTwo = value == 0xc0 || value == 0xc1;
        boolean longThree = previous == 0xe0 && value >= 0x80 && value < 0xa0;
        boolean longFour = previous == 0xf0 && value >= 0x80 && value < 0x90;
        boolean longFive = previous == 0xf8 && value >= 0x80 && value < 0x88; // five and six bytes: before RFC 3629
        boolean longSix = previous == 0xfc && value >= 0x80 && value < 0x84;
        return longTwo || longThree || longFour || longFive || longSix;
    }

    /** Minus 1,000 for what is no digit, so that any sum with it is negative. */
    private static int hex(char c) {
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        return digit < 0 ? -1000 : digit;
    }

    private static String escapedBeyondAscii(String raw) {
        StringBuilder escaped = new StringBuilder(raw.length());
        for (byte value : raw.getBytes(StandardCharsets.UTF_8)) {
            if (value >= 0) {
                escaped.append((char) value);
            } else {
                escaped.append('%').append(HEX.charAt((value >> 4) & 15)).append(HEX.charAt(value & 15));
            }
        }
        return escaped.toString();
    }

    private static String withoutDotSegments(String path) throws BadTarget {
        StringBuilder resolved = new StringBuilder(path.length());
        int start = 0;
        while (start < path.length()) {
            int end = path.indexOf('/', start + 1);
            String segment = path.substring(start + 1, end < 0 ? path.length() : end);
            refuseHiddenDots(segment);
            appendSegment(resolved, segment, end < 0);
            start = end < 0 ? path.length() : end;
        }
        return resolved.length() == 0 ? "/" : resolved.toString();
    }

    private static void appendSegment(StringBuilder resolved, String segment, boolean last) throws BadTarget {
        if (segment.equals("..")) {
            if (resolved.length() == 0) {
                throw new BadTarget("the path leads above its root");
            }
            resolved.setLength(resolved.lastIndexOf("/"));
        } else if (!segment.equals(".")) {
            resolved.append('/').append(segment);
            return;
        }
        if (last) {
            resolved.append('/');
        }
    }

    /** Dots that only some readers see: beside an escaped slash or backslash, or before a path parameter. */
    private static void refuseHiddenDots(String segment) throws BadTarget {
        if (segment.indexOf('%') < 0 && segment.indexOf(';') < 0) {
            return;
        }
        for (String part : segment.split("%2F|%5C")) {
            int parameter = part.indexOf(';');
            String name = parameter < 0 ? part : part.substring(0, parameter);
            if (name.equals(".") || name.equals("..")) {
                throw new BadTarget("the path has a dot segment in disguise");
            }
        }
    }
}
