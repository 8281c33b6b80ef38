package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.config.ProxyProtocolConfig;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.LoopAcceptor;
import dev.steelyard.lb.core.loop.LoopSocket;
import dev.steelyard.lb.core.proxy.ClientAddress;
import dev.steelyard.lb.core.stream.ProxyPreamble;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections in, and asks those of trusted proxies first whose they are. All others are clients themselves, whatever
 * they send.
 */
final class ProxyEntrance implements LoopAcceptor.Accepted {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyEntrance.class);

    private final Supplier<Optional<ProxyProtocolConfig>> config;
    private final Opened next;
    private final Runnable onBadHeader;
    private final Runnable released;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean closed;

    /** What becomes of a connection then; called on its loop. */
    interface Opened {
        /**
         * @param source where it comes from, if a trusted proxy said so, or {@code null}
         * @throws IOException if it has left the channel to be closed
         */
        void open(EventLoop loop, SocketChannel channel, InetSocketAddress source) throws IOException;
    }

    /**
     * @param config as it is when a connection comes
     * @param onBadHeader hears of each connection that was closed for the header it had, or had not
     * @param released hears that such a connection was closed
     */
    ProxyEntrance(
            Supplier<Optional<ProxyProtocolConfig>> config, Opened next, Runnable onBadHeader, Runnable released) {
        this.config = config;
        this.next = next;
        this.onBadHeader = onBadHeader;
        this.released = released;
    }

    /** Connections whose header is not here yet. */
    int pending() {
        return pending.get();
    }

    /** Lets none in any more that is still to say whose it is. */
    void close() {
        closed = true;
    }

    @Override
    public void accept(EventLoop loop, SocketChannel channel) throws IOException {
        ProxyProtocolConfig proxies = config.get().orElse(null);
        if (proxies == null || !isTrusted(channel, proxies)) {
            next.open(loop, channel, null);
            return;
        }
        LoopSocket socket = new LoopSocket(loop, channel);
        socket.register();
        pending.incrementAndGet();
        ProxyPreamble.read(socket, proxies.timeout().toNanos(), new Header(socket, channel));
    }

    private static boolean isTrusted(SocketChannel channel, ProxyProtocolConfig proxies) throws IOException {
        return channel.getRemoteAddress() instanceof InetSocketAddress peer
                && ClientAddress.isTrusted(peer.getAddress(), proxies.from());
    }

    private final class Header implements ProxyPreamble.Result {
        private final LoopSocket socket;
        private final SocketChannel channel;

        Header(LoopSocket socket, SocketChannel channel) {
            this.socket = socket;
            this.channel = channel;
        }

        @Override
        public void read(InetSocketAddress source) {
            if (closed) {
                close();
                return;
            }
            try {
                next.open(socket.loop(), channel, source);
                pending.decrementAndGet(); // last: it is counted by others now
            } catch (IOException | RuntimeException failure) {
                LOG.debug("a connection failed after the header of its proxy", failure);
                close();
            }
        }

        @Override
        public void failed(String why) {
            LOG.debug("{}: bad header of the PROXY protocol: {}", socket.remoteAddress(), why);
            onBadHeader.run();
            close();
        }

        private void close() {
            socket.reset();
            pending.decrementAndGet();
            released.run();
        }
    }
}
