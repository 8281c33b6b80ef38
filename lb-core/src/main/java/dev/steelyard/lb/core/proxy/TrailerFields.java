package dev.steelyard.lb.core.proxy;

import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What of a trailer section is passed on. Many applications merge trailers into the headers, so a trailer must not say what
 * only the head may: framing, routing, who the client is (RFC 9110 section 6.5.1).
 */
final class TrailerFields {
    private static final Set<HttpHeader> HEAD_ONLY = EnumSet.of(
            HttpHeader.AUTHORIZATION,
            HttpHeader.CONTENT_ENCODING,
            HttpHeader.CONTENT_LENGTH,
            HttpHeader.CONTENT_RANGE,
            HttpHeader.CONTENT_TYPE,
            HttpHeader.COOKIE,
            HttpHeader.EXPECT,
            HttpHeader.HOST,
            HttpHeader.MAX_FORWARDS,
            HttpHeader.RANGE,
            HttpHeader.SET_COOKIE);

    private TrailerFields() {}

    /** The fields that may go on; {@code null} if there are none. */
    static HttpFields passedOn(HttpFields trailers) {
        if (trailers == null) {
            return null;
        }
        HttpFields.Mutable passed = HttpFields.build();
        for (HttpField field : trailers) {
            if (!isForHeadOnly(field)) {
                passed.add(field);
            }
        }
        return passed.size() == 0 ? null : passed;
    }

    private static boolean isForHeadOnly(HttpField field) {
        return (field.getHeader() != null && HEAD_ONLY.contains(field.getHeader()))
                || HopByHop.staysBehind(field, null)
                || ReservedHeaders.isForwarding(field.getName())
                || RequestIds.HEADER.equalsIgnoreCase(field.getName());
    }
}
