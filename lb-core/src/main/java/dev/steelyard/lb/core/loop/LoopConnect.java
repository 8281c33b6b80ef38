package dev.steelyard.lb.core.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection that a loop makes to somewhere, with a deadline. Lives on its loop's thread. */
public final class LoopConnect implements EventLoop.Selected {
    private static final Logger LOG = LoggerFactory.getLogger(LoopConnect.class);

    private final EventLoop loop;
    private final SocketChannel channel;
    private final Opening result;
    private final TimerWheel.Timer deadline = new TimerWheel.Timer(this::onDeadline);
    private boolean ended;

    /** What becomes of it; one of its methods is called, once, on the loop. */
    private interface Opening {
        void connected(EventLoop loop, SocketChannel channel, SelectionKey key) throws IOException;

        void failed(Throwable failure);
    }

    /** What becomes of one that shall be an end point of Jetty's; one of the two is called, once, on the loop. */
    public interface Result extends Opening {
        /** The end point is registered; its connection is yet to be opened. */
        void connected(LoopEndPoint endPoint) throws IOException;

        /** There is no connection. */
        @Override
        void failed(Throwable failure);

        @Override
        default void connected(EventLoop loop, SocketChannel channel, SelectionKey key) throws IOException {
            LoopEndPoint endPoint = new LoopEndPoint(loop, channel, NOBODY);
            loop.connectionOpened();
            endPoint.takeOver(key);
            connected(endPoint);
        }
    }

    /** What becomes of one that shall be a plain socket; one of the two is called, once, on the loop. */
    public interface SocketResult extends Opening {
        /** It is connected, and without interest in anything yet. */
        void connected(LoopSocket socket) throws IOException;

        /** There is no connection. */
        @Override
        void failed(Throwable failure);

        @Override
        default void connected(EventLoop loop, SocketChannel channel, SelectionKey key) throws IOException {
            LoopSocket socket = new LoopSocket(loop, channel);
            loop.connectionOpened();
            socket.takeOver(key);
            connected(socket);
        }
    }

    private LoopConnect(EventLoop loop, SocketChannel channel, Opening result) {
        this.loop = loop;
        this.channel = channel;
        this.result = result;
    }

    /** Begins to connect; called on the loop. */
    public static void start(EventLoop loop, SocketAddress address, long timeoutNanos, Result result) {
        open(loop, address, timeoutNanos, result);
    }

    /** As the other, for a plain socket. */
    public static void start(EventLoop loop, SocketAddress address, long timeoutNanos, SocketResult result) {
        open(loop, address, timeoutNanos, result);
    }

    private static void open(EventLoop loop, SocketAddress address, long timeoutNanos, Opening result) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            new LoopConnect(loop, channel, result).connect(address, timeoutNanos);
        } catch (IOException | RuntimeException failure) { // an address may be unresolved, which is no IOException
            IO.close(channel);
            result.failed(failure);
        }
    }

    private void connect(SocketAddress address, long timeoutNanos) throws IOException {
        boolean connected = channel.connect(address);
        SelectionKey key = loop.register(channel, connected ? 0 : SelectionKey.OP_CONNECT, this);
        if (connected) {
            connected(key);
        } else {
            loop.wheel().add(deadline, System.nanoTime(), timeoutNanos);
        }
    }

    @Override
    public void onSelected(SelectionKey key) {
        try {
            if (channel.finishConnect()) {
                connected(key);
            }
        } catch (IOException | RuntimeException failure) {
            fail(failure);
        }
    }

    private void connected(SelectionKey key) throws IOException {
        end();
        result.connected(loop, channel, key);
    }

    private static final Consumer<LoopEndPoint> NOBODY = endPoint -> {};

    private void onDeadline() {
        fail(new SocketTimeoutException("no connection in time"));
    }

    private void fail(Throwable failure) {
        if (ended) {
            LOG.debug("a connection failed as it was opened", failure);
        }
        end();
        IO.close(channel);
        result.failed(failure);
    }

    private void end() {
        ended = true;
        loop.wheel().remove(deadline);
    }

    @Override
    public void onLoopStopped() {
        fail(new IOException("the event loop stops"));
    }
}
