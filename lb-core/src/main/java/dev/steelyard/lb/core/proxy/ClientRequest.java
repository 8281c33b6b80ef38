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
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/** A client's request as routing, filters, affinity and algorithms see it: a view over Jetty's, with no body. */
final class ClientRequest implements FilteredRequest {
    private final Request request;
    private final String host;
    private final String path;
    private final String query;
    private final InetAddress peer;
    private final InetAddress client;
    private final long clientHash;
    private final boolean fromTrustedProxy;
    private HttpFields headers;
    private List<Backend> tried = List.of();

    /**
     * @throws BadTarget if the target of the request has no safe canonical form
     */
    ClientRequest(Request request, HttpListener listener) throws BadTarget {
        this.request = request;
        this.headers = request.getHeaders();
        HttpURI uri = request.getHttpURI();
        if (uri.getFragment() != null) {
            throw new BadTarget("the target has a fragment");
        }
        this.host = canonicalHost(uri.getHost());
        this.path = CanonicalPath.of(uri.getPath() == null ? "/" : uri.getPath());
        this.query = CanonicalPath.query(uri.getQuery());
        this.peer = address(request.getConnectionMetaData().getRemoteSocketAddress());
        var trusted = listener.config().trustedProxies();
        this.fromTrustedProxy = !trusted.isEmpty() && ClientAddress.isTrusted(peer, trusted);
        this.client = fromTrustedProxy ? ClientAddress.of(peer, headers, trusted) : peer;
        this.clientHash = ClientAddress.hash(client);
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

    /** Whether the peer's word on who it forwards for is taken. */
    boolean fromTrustedProxy() {
        return fromTrustedProxy;
    }

    /** The headers with what filters changed of them. */
    HttpFields headers() {
        return headers;
    }

    /** Whether it came in a version that knows neither interim responses nor chunks. */
    boolean isHttp10() {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0;
    }

    /**
     * The canonical authority: host, and port if the client named one that is not the scheme's own; our own address if it
     * named no host, as HTTP/1.0 allows.
     */
    String authority() {
        int port = request.getHttpURI().getPort();
        return port > 0 && !host.isEmpty() ? host + ":" + port : host;
    }

    void markTried(Backend backend) {
        if (tried.isEmpty()) {
            tried = new ArrayList<>(2);
        }
        tried.add(backend);
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
        return tried.size() + 1;
    }

    @Override
    public boolean wasTried(Backend backend) {
        for (int i = 0; i < tried.size(); i++) {
            if (tried.get(i) == backend) {
                return true;
            }
        }
        return false;
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
