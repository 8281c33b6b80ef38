package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.routing.BadTarget;
import dev.steelyard.lb.core.routing.CanonicalPath;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/** A request that nobody sent, of which an operator wants to know where it would go. Immutable. */
public final class AskedRequest implements RequestView {
    private final String method;
    private final String host;
    private final String path;
    private final String query;
    private final InetAddress client;
    private final HttpFields headers;

    /**
     * @param host with or without a port
     * @param target the path; a query may follow after a question mark
     * @param query {@code null} for that of the target, or none
     * @param headers names and values, in their order
     * @throws BadTarget if such a request would be refused
     */
    public AskedRequest(
            String method,
            String host,
            String target,
            String query,
            InetAddress client,
            List<Map.Entry<String, String>> headers)
            throws BadTarget {
        int mark = target.indexOf('?');
        this.method = method;
        this.host = canonicalHost(host);
        this.path = CanonicalPath.of(mark < 0 ? target : target.substring(0, mark));
        this.query = CanonicalPath.query(query != null || mark < 0 ? query : target.substring(mark + 1));
        this.client = client;
        HttpFields.Mutable fields = HttpFields.build();
        headers.forEach(header -> fields.add(header.getKey(), header.getValue()));
        this.headers = fields.asImmutable();
    }

    private static String canonicalHost(String host) {
        String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public boolean secure() {
        return false;
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
        return client;
    }

    @Override
    public long clientAddressHash() {
        return ClientAddress.hash(client);
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public boolean wasTried(Backend backend) {
        return false;
    }
}
