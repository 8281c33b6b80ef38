package dev.steelyard.lb.core.proxy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

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
        for (HttpField field : headers) {
            if (!staysBehind(field, connection)) {
                passed.add(field);
            }
        }
        return passed;
    }

    /** All {@code Connection} headers of a message as one, or {@code null}. */
    static HttpField connection(HttpFields headers) {
        List<String> names = headers.getCSV(HttpHeader.CONNECTION, false);
        return names.isEmpty() ? null : new HttpField(HttpHeader.CONNECTION, String.join(",", names));
    }
}
