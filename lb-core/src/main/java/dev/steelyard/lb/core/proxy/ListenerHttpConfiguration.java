package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.ListenerConfig;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;

/** Jetty's HTTP settings of one listener; by it, a request finds the listener it came in by. */
public final class ListenerHttpConfiguration extends HttpConfiguration {
    /** Paths that many applications need and Jetty refuses by default; {@code CanonicalPath} refuses what is not safe. */
    private static final UriCompliance URIS = UriCompliance.UNSAFE;

    private final HttpListener listener;

    public ListenerHttpConfiguration(HttpListener listener) {
        this.listener = listener;
        setSendServerVersion(false); // the backend's own headers go through
        setSendDateHeader(false);
        setSendXPoweredBy(false);
        takeOn(listener.config());
        setResponseHeaderSize(8 * 1024);
        setMaxResponseHeaderSize(64 * 1024); // a backend may send 32 KiB, and we add to it
        setOutputBufferSize(32 * 1024);
        setHttpCompliance(HttpCompliance.STRICT);
        setUriCompliance(URIS);
        setIdleTimeout(-1); // the connector's rules
    }

    /** Connections from now on go by these limits. */
    public void takeOn(ListenerConfig config) {
        setRequestHeaderSize(config.limits().maxHeaderSize().intBytes());
    }

    /** The listener. */
    public HttpListener listener() {
        return listener;
    }
}
