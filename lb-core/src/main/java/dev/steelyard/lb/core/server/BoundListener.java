package dev.steelyard.lb.core.server;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.proxy.HttpListener;
import dev.steelyard.lb.core.proxy.ListenerHttpConfiguration;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.tls.ServerTls;
import java.io.IOException;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;

/** A listener and the connector that serves it. */
final class BoundListener {
    private final HttpListener listener;
    private final ListenerHttpConfiguration http;
    private final LoopConnector connector;
    private final ConnectionCounter connections = new ConnectionCounter();
    private volatile ServerTls tls;

    /**
     * @param tls how it speaks TLS; {@code null} if it speaks in plain text
     */
    BoundListener(
            Server server,
            LoopGroup loops,
            ProxyMetrics metrics,
            StandingFaults faults,
            HttpListener listener,
            ServerTls tls,
            MetricRegistry registry) {
        this.listener = listener;
        this.http = new ListenerHttpConfiguration(listener);
        this.tls = tls;
        this.connector = new LoopConnector(
                server,
                loops,
                () -> metrics.clientFault("slow_head"),
                new AcceptFault(listener.name(), faults),
                chain(loops, registry));
        connector.setName(listener.name());
        connector.setIdleTimeout(listener.config().idleTimeout().toMillis());
        connector.setHeadTimeout(listener.config().headTimeout());
        connector.setShutdownIdleTimeout(-1); // requests under way keep their time
        connector.addBean(connections);
    }

    private ConnectionFactory[] chain(LoopGroup loops, MetricRegistry registry) {
        return tls == null
                ? ConnectionChain.plain(http)
                : ConnectionChain.secure(
                        http, () -> tls, loops.workers(), new HandshakeMetrics(listener.name(), registry));
    }

    /** Whether another config can be taken on without binding anew. */
    boolean canBecome(ListenerConfig next) {
        return next.bind().equals(listener.config().bind())
                && next.protocol() == listener.config().protocol();
    }

    /** Takes on another config: requests from now on go by it, and connections from now on. */
    void change(ListenerConfig next, RouteTable routes, ServerTls nextTls) {
        tls = nextTls;
        listener.change(next, routes);
        http.takeOn(next);
        connector.setIdleTimeout(next.idleTimeout().toMillis());
        connector.setHeadTimeout(next.headTimeout());
        connector.setLimit(next.limits().maxConnections());
    }

    String name() {
        return listener.name();
    }

    LoopConnector connector() {
        return connector;
    }

    int openConnections() {
        return connections.open();
    }

    /**
     * Takes the address, so that a clash shows before anything is started.
     *
     * @param shared whether another socket of ours may have it
     */
    void open(boolean shared) throws IOException {
        try {
            ListenerConfig config = listener.config();
            connector.open(config.bind(), config.limits().maxConnections(), shared);
        } catch (IOException taken) {
            String reason = taken.getCause() == null
                    ? taken.getMessage()
                    : taken.getCause().getMessage();
            throw new IOException(
                    "listener " + name() + " cannot bind " + listener.config().bind() + ": " + reason, taken);
        }
    }

    /** Takes no more connections; responses on those that are open ask to close. */
    void stopAccepting() {
        listener.leave();
        connector.shutdown();
    }

    /** The port that was taken. */
    int port() {
        return connector.localPort();
    }
}
