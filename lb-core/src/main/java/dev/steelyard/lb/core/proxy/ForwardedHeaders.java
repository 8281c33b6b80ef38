package dev.steelyard.lb.core.proxy;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What a backend is told of where a request came from: {@code X-Forwarded-For/-Proto/-Host/-Port}, {@code Forwarded} (RFC
 * 7239) and {@code Via}.
 *
 * <p>What a trusted proxy said is kept and added to; what anyone else said was dropped before. These are added after
 * hop-by-hop headers are gone, so a client cannot name them in {@code Connection} to be rid of them.
 */
final class ForwardedHeaders {
    private static final String PSEUDONYM = " steelyard";

    private ForwardedHeaders() {}

    static void add(ClientRequest request, int localPort, HttpRequest proxyToServerRequest) {
        HttpFields said = request.fromTrustedProxy() ? request.headers() : HttpFields.EMPTY;
        String proto = request.secure() ? "https" : "http";
        String peer = literal(request.peerAddress());
        add(proxyToServerRequest, HttpHeader.X_FORWARDED_FOR, appended(said, HttpHeader.X_FORWARDED_FOR, peer));
        add(proxyToServerRequest, HttpHeader.X_FORWARDED_PROTO, first(said, HttpHeader.X_FORWARDED_PROTO, proto));
        add(
                proxyToServerRequest,
                HttpHeader.X_FORWARDED_HOST,
                first(said, HttpHeader.X_FORWARDED_HOST, request.authority()));
        String port = first(said, HttpHeader.X_FORWARDED_PORT, Integer.toString(localPort));
        add(proxyToServerRequest, HttpHeader.X_FORWARDED_PORT, port);
        String element = element(request, proto);
        add(proxyToServerRequest, HttpHeader.FORWARDED, appended(said, HttpHeader.FORWARDED, element));
        String via = (request.isHttp10() ? "1.0" : "1.1") + PSEUDONYM; // what we received, RFC 9110 section 7.6.3
        add(proxyToServerRequest, HttpHeader.VIA, appended(request.headers(), HttpHeader.VIA, via));
    }

    private static void add(HttpRequest request, HttpHeader header, String value) {
        if (!value.isEmpty()) {
            request.addHeader(new HttpField(header, value));
        }
    }

    private static String appended(HttpFields said, HttpHeader header, String ours) {
        String before = said.get(header) == null ? "" : String.join(", ", said.getValuesList(header));
        return before.isEmpty() ? ours : before + ", " + ours;
    }

    private static String first(HttpFields said, HttpHeader header, String ours) {
        String before = said.get(header);
        return before == null || before.isEmpty() ? ours : before;
    }

    /** RFC 7239 section 4; IPv6 addresses and ports need quotes (section 6). */
    private static String element(ClientRequest request, String proto) {
        InetAddress peer = request.peerAddress();
        String node = peer instanceof Inet6Address ? "\"[" + literal(peer) + "]\"" : literal(peer);
        String host = request.authority();
        String quoted = host.indexOf(':') >= 0 ? "\"" + host + "\"" : host;
        return "for=" + node + (host.isEmpty() ? "" : ";host=" + quoted) + ";proto=" + proto;
    }

    /** Without the zone of a link-local address, which means nothing elsewhere. */
    static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
