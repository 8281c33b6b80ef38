package dev.steelyard.lb.healthchecks.http2;

import java.net.ProtocolException;
import java.util.List;

/** The fields that every block may refer to by number (RFC 7541 appendix A). */
final class StaticTable {
    private static final List<String> FIELDS =
            List.of((":authority|:method GET|:method POST|:path /|:path /index.html|:scheme http|:scheme https|"
                            + ":status 200|:status 204|:status 206|:status 304|:status 400|:status 404|:status 500|"
                            + "accept-charset|accept-encoding gzip, deflate|accept-language|accept-ranges|accept|"
                            + "access-control-allow-origin|age|allow|authorization|cache-control|content-disposition|"
                            + "content-encoding|content-language|content-length|content-location|content-range|content-type|"
                            + "cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range|"
                            + "if-unmodified-since|last-modified|link|location|max-forwards|proxy-authenticate|"
                            + "proxy-authorization|range|referer|refresh|retry-after|server|set-cookie|"
                            + "strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate")
                    .split("[|]"));

    private StaticTable() {}

    static String name(int index) throws ProtocolException {
        String field = field(index);
        int space = field.indexOf(' ');
        return space < 0 ? field : field.substring(0, space);
    }

    static String value(int index) throws ProtocolException {
        String field = field(index);
        int space = field.indexOf(' ');
        return space < 0 ? "" : field.substring(space + 1);
    }

    private static String field(int index) throws ProtocolException {
        if (index < 1 || index > FIELDS.size()) {
            throw new ProtocolException("no field " + index + " in the table");
        }
        return FIELDS.get(index - 1);
    }
}
