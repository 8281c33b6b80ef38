package dev.steelyard.lb.core.server;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.proxy.HttpListener;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.tls.ServerTls;
import java.io.IOException;
import java.util.function.Function;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener of HTTP and the connector that serves it. */
final class BoundListener implements Listening {
    private static final Logger LOG = LoggerFactory.getLogger(BoundListener.class);

    private final Server server;
    private final HttpListener listener;
    private final HttpVersions versions;
    private final LoopConnector connector;
    private final ConnectionCounter connections = new ConnectionCounter();
    private final Function<ListenerConfig, ServerTls> contexts;
    private volatile ServerTls tls;

    /**
     * @param contexts how a config has it speak TLS; {@code null} if in plain text
     */
    BoundListener(
            Server server,
            LoopGroup loops,
            ProxyMetrics metrics,
            StandingFaults faults,
            HttpListener listener,
            Function<ListenerConfig, ServerTls> contexts,
            MetricRegistry registry) {
        this.server = server;
        this.contexts = contexts;
        this.listener = listener;
        this.versions = HttpVersions.of(listener, metrics);
        this.tls = contexts.apply(listener.config());
        this.connector = new LoopConnector(
                server,
                loops,
                () -> metrics.clientFault("slow_head"),
                () -> metrics.clientFault("bad_proxy_header"),
                new AcceptFault(listener.name(), faults),
                chain(loops, registry));
        connector.setName(listener.name());
        connector.setIdleTimeout(listener.config().idleTimeout().toMillis());
        connector.setHeadTimeout(listener.config().headTimeout());
        connector.setProxyProtocol(listener.config().proxyProtocol());
        connector.setShutdownIdleTimeout(-1); // requests under way keep their time
        connector.addBean(connections);
    }

    private ConnectionFactory[] chain(LoopGroup loops, MetricRegistry registry) {
        return tls == null
                ? ConnectionChain.plain(versions)
                : ConnectionChain.secure(
                        versions, () -> tls, loops.workers(), new HandshakeMetrics(listener.name(), registry));
    }

    @Override
    public boolean canBecome(ListenerConfig next) {
        return next.bind().equals(listener.config().bind())
                && next.protocol() == listener.config().protocol();
    }

    @Override
    public void change(ListenerConfig next, RouteTable routes) {
        tls = contexts.apply(next);
        listener.change(next, routes);
        versions.takeOn(next);
        connector.setIdleTimeout(next.idleTimeout().toMillis());
        connector.setHeadTimeout(next.headTimeout());
        connector.setProxyProtocol(next.proxyProtocol());
        connector.setLimit(next.limits().maxConnections());
    }

    @Override
    public String name() {
        return listener.name();
    }

    @Override
    public void begin() {
        server.addConnector(connector); // which starts it, if the server runs
    }

    @Override
    public int openConnections() {
        return connections.open() + connector.pending();
    }

    @Override
    public void open(boolean shared) throws IOException {
        try {
            ListenerConfig config = listener.config();
            connector.open(config.bind(), config.limits().maxConnections(), shared);
        } catch (IOException taken) {
            throw Listening.cannotBind(name(), listener.config(), taken);
        }
    }

    /** Takes no more connections; responses on those that are open ask to close. */
    @Override
    public void stopAccepting() {
        listener.leave();
        connector.shutdown();
        versions.http2().leave();
    }

    @Override
    public int port() {
        return connector.localPort();
    }

    @Override
    public void close() {
        server.removeConnector(connector);
        try {
            connector.stop();
        } catch (Exception failure) {
            LOG.warn("listener {} could not be closed cleanly", name(), failure);
        }
        connector.stopAccepting(); // one that was never started has its address all the same
    }
}
