package dev.steelyard.lb.core.proxy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

/** The headers that filters must not touch, since the core writes them. */
final class ReservedHeaders {
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final Set<String> FORWARDING = Set.of("host", "forwarded", "via", "x-real-ip");

    /** Those of Jetty's names that {@link #isForwarding(String)} finds, so that it need not look. */
    private static final Set<HttpHeader> FORWARDING_HEADERS = Arrays.stream(HttpHeader.values())
            .filter(header -> isForwarding(header.asString()))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(HttpHeader.class)));

    private ReservedHeaders() {}

    /**
     * @throws IllegalArgumentException for a name of framing or hop-by-hop, or one that is no token, or a value with control
     *     characters
     */
    static void checkResponse(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean token = !lower.isEmpty() && lower.chars().allMatch(ReservedHeaders::isTokenChar);
        if (!token || FRAMING.contains(lower)) {
            throw new IllegalArgumentException("name: '" + name + "' (expected: a header that is not the core's own)");
        }
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff))) {
            throw new IllegalArgumentException("value of " + name + ": has control characters (expected: plain text)");
        }
    }

    /** As {@link #checkResponse}, and refuses the forwarding headers as well. */
    static void checkRequest(String name, String value) {
        checkResponse(name, value);
        if (isForwarding(name)) {
            throw new IllegalArgumentException("name: '" + name + "' (expected: a header that is not the core's own)");
        }
    }

    /** As {@link #isForwarding(String)}, with no look at the name of a header that is well known. */
    static boolean isForwarding(HttpField field) {
        HttpHeader known = field.getHeader();
        return known == null ? isForwarding(field.getName()) : FORWARDING_HEADERS.contains(known);
    }

    /**
     * Whether a header tells who a request was forwarded for. Underscores count as dashes, since many applications see
     * headers as CGI variables, where both look the same (RFC 3875 section 4.1.18).
     */
    static boolean isForwarding(String name) {
        char first = name.charAt(0);
        if (first != 'x'
                && first != 'X'
                && first != 'f'
                && first != 'F'
                && first != 'h'
                && first != 'H'
                && first != 'v'
                && first != 'V') {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return lower.startsWith("x-forwarded-") || FORWARDING.contains(lower);
    }

    /** RFC 9110 section 5.6.2. */
    private static boolean isTokenChar(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
}
