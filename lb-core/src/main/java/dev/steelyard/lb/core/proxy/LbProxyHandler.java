package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.resilience.OverloadGuard;
import dev.steelyard.lb.core.upstream.UpstreamClient;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Jetty's proxy handler with the balancer's own way of a request.
 *
 * <p>Kept of Jetty's is that it starts and stops the client; the rest is replaced, since the stock handler parses targets
 * anew, refuses legal queries, drops trailers, counts the client's faults as the backend's and has no place for a retry. Never
 * blocks.
 */
public final class LbProxyHandler extends ProxyHandler {
    private final UpstreamClient upstream;
    private final ProxyMetrics metrics;
    private final Traces traces;
    private final Entrance entrance;

    public LbProxyHandler(UpstreamClient upstream, ProxyMetrics metrics, Traces traces, OverloadGuard guard) {
        this.upstream = upstream;
        this.metrics = metrics;
        this.traces = traces;
        this.entrance = new Entrance(guard);
    }

    @Override
    protected HttpClient newHttpClient() {
        return upstream.jettyClient();
    }

    /** Everything is set already, where the client was made. */
    @Override
    protected void configureHttpClient(HttpClient httpClient) {}

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        var handlers = upstream.jettyClient().getProtocolHandlers();
        handlers.clear();
        handlers.put(new InterimResponses());
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(
            Request clientToProxyRequest, Response proxyToClientResponse, Callback proxyToClientCallback) {
        metrics.begin();
        ClientConnection.onHead(clientToProxyRequest);
        var configuration = (ListenerHttpConfiguration)
                clientToProxyRequest.getConnectionMetaData().getHttpConfiguration();
        new Exchange(
                        configuration.listener(),
                        upstream,
                        metrics,
                        traces,
                        entrance,
                        clientToProxyRequest,
                        proxyToClientResponse,
                        proxyToClientCallback)
                .start();
        return true;
    }

    @Override
    protected HttpURI rewriteHttpURI(Request clientToProxyRequest) {
        throw new IllegalStateException("requests are sent to destinations, not to rewritten URIs");
    }
}
