package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.config.BindAddress;
import dev.steelyard.lb.core.config.ProxyProtocolConfig;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.HeadDeadline;
import dev.steelyard.lb.core.loop.LoopAcceptor;
import dev.steelyard.lb.core.loop.LoopEndPoint;
import dev.steelyard.lb.core.loop.LoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;

/** Gives Jetty's server the connections that event loops accept. */
final class LoopConnector extends AbstractConnector {
    private static final int NO_ACCEPTOR_THREADS = 0;

    private final LoopGroup loops;
    private final Runnable onSlowHead;
    private final LoopAcceptor.Trouble trouble;
    private final ProxyEntrance entrance;
    private ServerSocketChannel socket;
    private LoopAcceptor acceptor;
    private volatile Optional<ProxyProtocolConfig> proxyProtocol = Optional.empty();
    private volatile long headNanos; // 0 for any time

    /**
     * @param onSlowHead hears of each connection that was closed since its next request did not come in time
     * @param onBadProxy hears of each connection that was closed since its proxy did not say whose it is
     * @param trouble hears of times in which no connection can be taken
     * @param factories of connections, from the wire inward: TLS, if there is any, before HTTP
     */
    LoopConnector(
            Server server,
            LoopGroup loops,
            Runnable onSlowHead,
            Runnable onBadProxy,
            LoopAcceptor.Trouble trouble,
            ConnectionFactory... factories) {
        super(server, null, null, null, NO_ACCEPTOR_THREADS, factories);
        this.loops = loops;
        this.onSlowHead = onSlowHead;
        this.trouble = trouble;
        this.entrance = new ProxyEntrance(() -> proxyProtocol, this::accepted, onBadProxy, () -> acceptor.released());
    }

    /**
     * Takes the address.
     *
     * @param limit connections at a time
     * @param shared whether another socket may have it already: that of the balancer that this one follows
     */
    void open(BindAddress bind, int limit, boolean shared) throws IOException {
        socket = ListeningSocket.open(bind, shared);
        acceptor = new LoopAcceptor(loops, socket, limit, entrance, trouble);
    }

    /** Takes so many connections at a time from now on. */
    void setLimit(int limit) {
        acceptor.setLimit(limit);
    }

    /** Heads of requests on connections from now on may take so long. */
    void setHeadTimeout(Duration atMost) {
        headNanos = atMost.toNanos();
    }

    /** Connections whose proxies are yet to say whose they are. */
    int pending() {
        return entrance.pending();
    }

    /** The port that was taken, or -1. */
    int localPort() {
        return socket == null ? -1 : socket.socket().getLocalPort();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        acceptor.start();
    }

    /** What peers say of the clients whose connections they pass on. */
    void setProxyProtocol(Optional<ProxyProtocolConfig> next) {
        proxyProtocol = next;
    }

    private void accepted(EventLoop loop, SocketChannel channel, InetSocketAddress source) throws IOException {
        LoopEndPoint endPoint = source == null
                ? new LoopEndPoint(loop, channel, this::closed)
                : new LoopEndPoint(loop, channel, source, this::closed);
        endPoint.setIdleTimeout(getIdleTimeout());
        if (headNanos > 0) {
            endPoint.setHeadDeadline(new HeadDeadline(loop, headNanos, () -> onSlowHead(endPoint)));
        }
        endPoint.register();
        onEndPointOpened(endPoint);
        endPoint.open(getDefaultConnectionFactory().newConnection(this, endPoint));
    }

    private void onSlowHead(LoopEndPoint endPoint) {
        if (endPoint.isOpen()) {
            onSlowHead.run();
            SlowHead.end(endPoint);
        }
    }

    private void closed(LoopEndPoint endPoint) {
        onEndPointClosed(endPoint);
        acceptor.released();
    }

    /** That of a connection that is made now: its loop, so that what Jetty would hand to another thread stays there. */
    @Override
    public Executor getExecutor() {
        EventLoop loop = EventLoop.current();
        return loop == null ? super.getExecutor() : loop;
    }

    /** Takes no more connections. */
    void stopAccepting() {
        if (acceptor != null) {
            acceptor.close();
        }
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        stopAccepting();
        return super.shutdown();
    }

    /**
     * Never, to Jetty: it would close connections at the end of answers whose heads went out before and promised otherwise, and
     * the next request would be lost. Our own answers say when to close.
     */
    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    protected void doStop() throws Exception {
        stopAccepting();
        entrance.close();
        getConnectedEndPoints().forEach(EndPoint::close);
        super.doStop();
    }

    /** Not called: there are no threads for it. */
    @Override
    protected void accept(int acceptorId) {
        throw new IllegalStateException("the loops accept");
    }

    @Override
    public Object getTransport() {
        return socket;
    }
}
