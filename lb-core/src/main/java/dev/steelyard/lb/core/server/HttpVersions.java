package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.proxy.HttpListener;
import dev.steelyard.lb.core.proxy.ListenerHttpConfiguration;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import org.eclipse.jetty.server.HttpConnectionFactory;

/**
 * The versions of HTTP that a listener speaks.
 *
 * @param configuration of HTTP/1
 */
record HttpVersions(
        ListenerHttpConfiguration configuration, HttpConnectionFactory http1, Http2ConnectionFactory http2) {

    static HttpVersions of(HttpListener listener, ProxyMetrics metrics) {
        ListenerHttpConfiguration configuration = new ListenerHttpConfiguration(listener);
        return new HttpVersions(
                configuration, new HttpConnectionFactory(configuration), new Http2ConnectionFactory(listener, metrics));
    }

    /** Connections from now on go by these limits. */
    void takeOn(ListenerConfig config) {
        configuration.takeOn(config);
        http2.takeOn(config);
    }
}
