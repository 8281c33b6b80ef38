package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.routing.RouteTable;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** A listener as requests see it: what the config says of it now. Any thread. */
public final class HttpListener {
    private final String name;
    private volatile ListenerConfig config;
    private volatile RouteTable routes;
    private volatile HttpField hsts;
    private volatile boolean leaving;

    public HttpListener(String name, ListenerConfig config, RouteTable routes) {
        this.name = name;
        this.config = config;
        this.routes = routes;
        this.hsts = hsts(config);
    }

    private static HttpField hsts(ListenerConfig config) {
        return config.hsts()
                .map(told -> new PreEncodedHttpField(HttpHeader.STRICT_TRANSPORT_SECURITY, told.header()))
                .orElse(null);
    }

    /** What browsers are told with each response, or {@code null}. */
    HttpField hsts() {
        return hsts;
    }

    /** Its name in the config. */
    public String name() {
        return name;
    }

    /** Its limits and the proxies it trusts. */
    public ListenerConfig config() {
        return config;
    }

    /** Requests from now on go by these. */
    public void change(ListenerConfig nextConfig, RouteTable nextRoutes) {
        config = nextConfig;
        routes = nextRoutes;
        hsts = hsts(nextConfig);
    }

    /** From now on each answer tells its client to open another connection for the next request. */
    public void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** The routes of now, which a request is taken in by. */
    RouteTable enterRoutes() {
        RouteTable table = routes;
        while (!table.enter()) {
            table = routes; // tables are retired after others have taken over
        }
        return table;
    }
}
