package dev.steelyard.lb.core.proxy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What a backend is told of a client that nobody else speaks for; the same for all its requests to one authority.
 *
 * @param host what the request named, canonical; empty if it named none
 * @param port what it named beside, or 0
 * @param fields {@code Host} and the forwarded ones, as they are sent
 */
record ForwardedFields(String host, int port, boolean secure, List<HttpField> fields) {
    /** Beginning as all those do that are dropped where they come from a client. */
    private static final String CLIENT_CERTIFICATE = "X-Forwarded-Client-Cert";

    static ForwardedFields of(RequestHead request, int localPort) {
        String peer = literal(request.peerAddress());
        String authority = request.authority();
        HttpField host = new HttpField(HttpHeader.HOST, authority);
        HttpField forPeer = new HttpField(HttpHeader.X_FORWARDED_FOR, peer);
        HttpField proto = new HttpField(HttpHeader.X_FORWARDED_PROTO, proto(request));
        HttpField port = new HttpField(HttpHeader.X_FORWARDED_PORT, Integer.toString(localPort));
        HttpField forwarded = new HttpField(HttpHeader.FORWARDED, element(request));
        List<HttpField> fields = new ArrayList<>(List.of(host, forPeer, proto, port, forwarded));
        if (!authority.isEmpty()) {
            fields.add(3, new HttpField(HttpHeader.X_FORWARDED_HOST, authority));
        }
        String certificate = request.clientCertificate();
        if (certificate != null) {
            fields.add(new HttpField(CLIENT_CERTIFICATE, certificate));
        }
        return new ForwardedFields(request.host(), request.port(), request.secure(), List.copyOf(fields));
    }

    /** Whether they can be sent with a request of the same connection. */
    boolean isFor(RequestHead request) {
        return port == request.port() && secure == request.secure() && host.equals(request.host());
    }

    static String proto(RequestHead request) {
        return request.secure() ? "https" : "http";
    }

    /** RFC 7239 section 4; IPv6 addresses and ports need quotes (section 6). */
    static String element(RequestHead request) {
        InetAddress peer = request.peerAddress();
        String node = peer instanceof Inet6Address ? "\"[" + literal(peer) + "]\"" : literal(peer);
        String host = request.authority();
        String quoted = host.indexOf(':') >= 0 ? "\"" + host + "\"" : host;
        return "for=" + node + (host.isEmpty() ? "" : ";host=" + quoted) + ";proto=" + proto(request);
    }

    /** Without the zone of a link-local address, which means nothing elsewhere. */
    static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
