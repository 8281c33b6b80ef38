package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.routing.BadTarget;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What a request of HTTP/2 must not say, since a backend that gets it in HTTP/1.1 would take it for framing (RFC 9113 sections
 * 8.1.1, 8.2.2 and 10.3), and Jetty lets it pass.
 */
final class Http2Rules {
    private static final Set<HttpHeader> OF_CONNECTIONS = EnumSet.of(
            HttpHeader.KEEP_ALIVE, HttpHeader.PROXY_CONNECTION, HttpHeader.TRANSFER_ENCODING, HttpHeader.UPGRADE);

    private Http2Rules() {}

    /**
     * @param hasBody whether more than a head came or is to come
     * @throws BadTarget if the request is malformed
     */
    static void check(HttpFields headers, boolean hasBody) throws BadTarget {
        HttpField length = null;
        for (int i = 0; i < headers.size(); i++) {
            HttpField field = headers.getField(i);
            if (field.getHeader() == HttpHeader.CONTENT_LENGTH) {
                if (length != null) {
                    throw new BadTarget("the request has two lengths");
                }
                length = field;
            } else if (field.getHeader() != null && OF_CONNECTIONS.contains(field.getHeader())) {
                throw new BadTarget("HTTP/2 knows no " + field.getName());
            }
        }
        if (length != null) {
            checkLength(length.getValue(), hasBody);
        }
    }

    private static void checkLength(String length, boolean hasBody) throws BadTarget {
        boolean digits = length != null && !length.isEmpty() && length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw new BadTarget("the length is not a number");
        }
        if (!hasBody && length.chars().anyMatch(c -> c != '0')) {
            throw new BadTarget("the body is not of its length");
        }
    }
}
