package dev.steelyard.lb.core.proxy;

import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;

/** The headers that speak of one connection only and are never passed on (RFC 9110 section 7.6.1). */
final class HopByHop {
    private static final Set<HttpHeader> HEADERS = EnumSet.of(
            HttpHeader.CONNECTION,
            HttpHeader.KEEP_ALIVE,
            HttpHeader.PROXY_AUTHENTICATE,
            HttpHeader.PROXY_AUTHORIZATION,
            HttpHeader.PROXY_CONNECTION,
            HttpHeader.TE,
            HttpHeader.TRAILER,
            HttpHeader.TRANSFER_ENCODING,
            HttpHeader.UPGRADE);

    private HopByHop() {}

    /**
     * Whether a header of a message stays behind: a hop-by-hop one, or one that {@code Connection} names.
     *
     * @param connection the message's {@code Connection} header, or {@code null}
     */
    static boolean staysBehind(HttpField field, HttpField connection) {
        HttpHeader header = field.getHeader();
        return (header != null && HEADERS.contains(header))
                || (connection != null && connection.contains(field.getName()));
    }

    /** The headers of a message that are not of its connection only. */
    static HttpFields endToEnd(HttpFields headers) {
        HttpField connection = connection(headers);
        HttpFields.Mutable passed = HttpFields.build();
        for (int i = 0; i < headers.size(); i++) {
            HttpField field = headers.getField(i);
            if (!staysBehind(field, connection)) {
                passed.add(field);
            }
        }
        return passed;
    }

    /** All {@code Connection} headers of a message as one, or {@code null} if they name no header. */
    static HttpField connection(HttpFields headers) {
        HttpField found = null;
        for (int i = 0; i < headers.size(); i++) {
            HttpField field = headers.getField(i);
            if (field.getHeader() == HttpHeader.CONNECTION && namesHeaders(field.getValue())) {
                found = found == null ? field : both(found, field);
            }
        }
        return found;
    }

    /** The two usual values do not: {@code Keep-Alive}, which one of them looks like, is hop-by-hop anyway. */
    private static boolean namesHeaders(String value) {
        return value != null && !HttpHeaderValue.KEEP_ALIVE.is(value) && !HttpHeaderValue.CLOSE.is(value);
    }

    private static HttpField both(HttpField one, HttpField other) {
        return new HttpField(HttpHeader.CONNECTION, one.getValue() + "," + other.getValue());
    }
}
