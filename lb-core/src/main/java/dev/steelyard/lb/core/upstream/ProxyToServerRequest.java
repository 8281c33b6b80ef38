package dev.steelyard.lb.core.upstream;

import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.util.HostPort;

/**
 * A request to a backend whose target is sent as it is.
 *
 * <p>Jetty's own request parses the target as a {@link URI} and decodes its query, which refuses queries that browsers do
 * send, and writes the method in upper case, which changes its meaning (RFC 9110 section 9.1).
 *
 * @param <E> what the request is for, to be found again from Jetty's callbacks
 */
public final class ProxyToServerRequest<E> extends HttpRequest {
    /** Stands in for an address: the real one is the transport's, the real authority is in the Host header. */
    private static final URI NOWHERE = URI.create("http://backend.invalid");

    private final E owner;
    private final String method;
    private final String path;
    private final String query;
    private HostPort authority; // null unless it goes out in HTTP/2

    /**
     * @param path canonical
     * @param query raw, or {@code null}
     */
    public ProxyToServerRequest(HttpClient client, E owner, String method, String path, String query) {
        super(client, new SingleConversation(), NOWHERE);
        this.owner = owner;
        this.method = method;
        this.path = path;
        this.query = query;
    }

    /** What the request is for. */
    public E owner() {
        return owner;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    public String getQuery() {
        return query;
    }

    /** HTTP/2 has the authority in the target (RFC 9113 section 8.3.1). */
    @Override
    public void useVersion(HttpVersion version) {
        super.useVersion(version);
        if (version == HttpVersion.HTTP_2) {
            takeAuthority();
        }
    }

    private void takeAuthority() {
        String host = getHeaders().get(HttpHeader.HOST);
        if (host != null) {
            authority = new HostPort(host);
            headers(toServer -> toServer.remove(HttpHeader.HOST));
        }
    }

    @Override
    public String getHost() {
        return authority == null ? super.getHost() : authority.getHost();
    }

    @Override
    public int getPort() {
        return authority == null ? super.getPort() : authority.getPort();
    }

    /** None: cookies, caches and redirects of the client look for it, and a proxy wants none of them. */
    @Override
    public URI getURI() {
        return null;
    }
}
