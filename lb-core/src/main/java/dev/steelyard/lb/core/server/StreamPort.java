package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.config.ListenerConfig;
import dev.steelyard.lb.core.loop.LoopAcceptor;
import dev.steelyard.lb.core.loop.LoopGroup;
import dev.steelyard.lb.core.metrics.StandingFaults;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.stream.StreamListener;
import dev.steelyard.lb.core.stream.Streams;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener whose connections are passed on as they are, and the socket that accepts them. */
final class StreamPort implements Listening {
    private static final Logger LOG = LoggerFactory.getLogger(StreamPort.class);
    private static final int CLOSE_SECONDS = 2;

    private final LoopGroup loops;
    private final Streams streams;
    private final StandingFaults faults;
    private final StreamListener listener;
    private final ProxyEntrance entrance;
    private ServerSocketChannel socket;
    private LoopAcceptor acceptor;

    StreamPort(
            LoopGroup loops,
            Streams streams,
            StandingFaults faults,
            String name,
            ListenerConfig config,
            RouteTable routes) {
        this.loops = loops;
        this.streams = streams;
        this.faults = faults;
        this.listener = new StreamListener(name, config, routes, () -> acceptor.released());
        this.entrance = new ProxyEntrance(
                () -> listener.config().proxyProtocol(),
                (loop, channel, source) -> streams.accept(listener, loop, channel, source),
                streams::onBadProxy,
                () -> acceptor.released());
    }

    @Override
    public String name() {
        return listener.name();
    }

    @Override
    public boolean canBecome(ListenerConfig next) {
        return next.bind().equals(listener.config().bind())
                && next.protocol() == listener.config().protocol();
    }

    @Override
    public void change(ListenerConfig next, RouteTable routes) {
        listener.change(next, routes);
        acceptor.setLimit(next.limits().maxConnections());
    }

    @Override
    public void open(boolean shared) throws IOException {
        ListenerConfig config = listener.config();
        try {
            socket = ListeningSocket.open(config.bind(), shared);
        } catch (IOException taken) {
            throw Listening.cannotBind(name(), config, taken);
        }
        acceptor = new LoopAcceptor(
                loops, socket, config.limits().maxConnections(), entrance, new AcceptFault(listener.name(), faults));
    }

    @Override
    public void begin() {
        acceptor.start();
    }

    @Override
    public int port() {
        return socket == null ? -1 : socket.socket().getLocalPort();
    }

    @Override
    public int openConnections() {
        return listener.openConnections() + entrance.pending();
    }

    @Override
    public void stopAccepting() {
        if (acceptor != null) {
            acceptor.close();
        }
    }

    @Override
    public void close() {
        stopAccepting();
        entrance.close();
        listener.leave();
        try {
            streams.cut(listener).get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException stuck) {
            LOG.warn("listener {}: its connections could not be closed cleanly", name(), stuck);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
