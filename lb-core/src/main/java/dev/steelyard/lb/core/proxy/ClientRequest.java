package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.filter.FilteredRequest;
import dev.steelyard.lb.core.routing.BadTarget;
import dev.steelyard.lb.core.routing.CanonicalPath;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;

/** A client's request as routing, filters, affinity and algorithms see it: a view over Jetty's, with no body. */
final class ClientRequest implements RequestHead, FilteredRequest {
    private final Request request;
    private final String host;
    private final int port;
    private final String path;
    private final String query;
    private final InetAddress peer;
    private final InetAddress client;
    private final long clientHash;
    private final boolean fromTrustedProxy;
    private HttpFields headers;
    private Backend triedFirst;
    private List<Backend> triedLater = List.of();

    /**
     * @throws BadTarget if the target of the request has no safe canonical form
     */
    ClientRequest(Request request, HttpListener listener) throws BadTarget {
        this.request = request;
        this.headers = isHttp2() ? withOneCookieHeader(request.getHeaders()) : request.getHeaders();
        HttpURI uri = request.getHttpURI();
        if (uri.getFragment() != null) {
            throw new BadTarget("the target has a fragment");
        }
        HostPort authority = isHttp2() ? authority(uri) : null;
        this.host = canonicalHost(authority == null ? uri.getHost() : authority.getHost());
        this.port = authority == null ? uri.getPort() : authority.getPort();
        this.path = CanonicalPath.of(uri.getPath() == null ? "/" : uri.getPath());
        this.query = CanonicalPath.query(uri.getQuery());
        this.peer = address(request.getConnectionMetaData().getRemoteSocketAddress());
        var trusted = listener.config().trustedProxies();
        this.fromTrustedProxy = !trusted.isEmpty() && ClientAddress.isTrusted(peer, trusted);
        this.client = fromTrustedProxy ? ClientAddress.of(peer, headers, trusted) : peer;
        this.clientHash = ClientAddress.hash(client);
    }

    /** HTTP/2 may have them apart, HTTP/1.1 must not (RFC 9113 section 8.2.3). */
    private static HttpFields withOneCookieHeader(HttpFields headers) {
        HttpField first = headers.getField(HttpHeader.COOKIE);
        List<String> values = first == null ? List.of() : headers.getValuesList(HttpHeader.COOKIE);
        return values.size() < 2
                ? headers
                : HttpFields.build(headers).put(HttpHeader.COOKIE, String.join("; ", values));
    }

    /** Two words on it must be the same, since backends may go by either (RFC 9113 section 8.3.1). */
    private HostPort authority(HttpURI uri) throws BadTarget {
        String said = headers.get(HttpHeader.HOST);
        if (said == null) {
            return null;
        }
        if (headers.getValuesList(HttpHeader.HOST).size() > 1
                || (uri.getHost() != null && !said.equalsIgnoreCase(uri.getAuthority()))) {
            throw new BadTarget("the Host header and the authority of the target differ");
        }
        try {
            return new HostPort(said);
        } catch (IllegalArgumentException malformed) {
            throw new BadTarget("the Host header is malformed");
        }
    }

    private static InetAddress address(SocketAddress socket) {
        return socket instanceof InetSocketAddress inet ? inet.getAddress() : InetAddress.getLoopbackAddress();
    }

    private static String canonicalHost(String host) {
        if (host == null) {
            return "";
        }
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    @Override
    public boolean fromTrustedProxy() {
        return fromTrustedProxy;
    }

    @Override
    public HttpFields headers() {
        return headers;
    }

    @Override
    public boolean isHttp10() {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0;
    }

    boolean isHttp11() {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
    }

    @Override
    public String clientCertificate() {
        EndPoint.SslSessionData tls = request.isSecure()
                ? request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData()
                : null;
        return tls == null || tls.peerCertificates() == null ? null : ClientCertificate.of(tls.sslSession());
    }

    @Override
    public boolean isHttp2() {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
    }

    boolean isGrpcCall() {
        return GrpcStatus.isCall(headers);
    }

    @Override
    public int port() {
        return port;
    }

    /** Mostly one is: the list is for a second. */
    void markTried(Backend backend) {
        if (triedFirst == null) {
            triedFirst = backend;
            return;
        }
        if (triedLater.isEmpty()) {
            triedLater = new ArrayList<>(2);
        }
        triedLater.add(backend);
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public boolean secure() {
        return request.isSecure();
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public String header(String name) {
        return headers.get(name);
    }

    @Override
    public String cookie(String name) {
        return Cookies.find(headers, name);
    }

    @Override
    public InetAddress clientAddress() {
        return client;
    }

    @Override
    public InetAddress peerAddress() {
        return peer;
    }

    /** Known before it is asked for: an address tells its bytes in a new array only, and asking must allocate nothing. */
    @Override
    public long clientAddressHash() {
        return clientHash;
    }

    @Override
    public int attempt() {
        return triedFirst == null ? 1 : triedLater.size() + 2;
    }

    @Override
    public boolean wasTried(Backend backend) {
        for (int i = 0; i < triedLater.size(); i++) {
            if (triedLater.get(i) == backend) {
                return true;
            }
        }
        return triedFirst == backend;
    }

    @Override
    public void setHeader(String name, String value) {
        ReservedHeaders.checkRequest(name, value);
        headers = HttpFields.build(headers).put(name, value);
    }

    @Override
    public void removeHeader(String name) {
        ReservedHeaders.checkRequest(name, "");
        headers = HttpFields.build(headers).remove(name);
    }
}
