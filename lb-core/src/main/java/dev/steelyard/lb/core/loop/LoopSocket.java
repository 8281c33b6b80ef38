package dev.steelyard.lb.core.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connected socket on a loop, without anything of Jetty's: bytes in, bytes out, and an end that can be told from a reset.
 *
 * <p>Lives on its loop's thread.
 */
public final class LoopSocket implements EventLoop.Selected {
    private static final Logger LOG = LoggerFactory.getLogger(LoopSocket.class);

    private final EventLoop loop;
    private final SocketChannel channel;
    private SelectionKey key;
    private int interest;
    private Events events;
    private boolean closed;

    /** What its user hears; called on the loop, and not after it was closed. */
    public interface Events {
        /** There is something to read, or the end, or a reset. */
        void onReadable();

        /** There is room to write again. */
        void onWritable();

        /** The loop ends, or its user failed: it shall be closed. */
        void onLoopStopped();
    }

    /**
     * A socket that the loop has counted already, and forgets when it is closed.
     *
     * @param channel connected and not blocking
     */
    public LoopSocket(EventLoop loop, SocketChannel channel) throws IOException {
        this.loop = loop;
        this.channel = channel;
        channel.setOption(
                StandardSocketOptions.SO_KEEPALIVE, true); // nobody else would notice a peer that lost its power
    }

    /** The loop it lies on. */
    public EventLoop loop() {
        return loop;
    }

    /** The address at the other end; {@code null} if it is gone already. */
    public InetSocketAddress remoteAddress() {
        return (InetSocketAddress) channel.socket().getRemoteSocketAddress();
    }

    /** Its own address. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) channel.socket().getLocalSocketAddress();
    }

    /** Puts it on its loop, as yet without interest in anything; called once. */
    public void register() throws IOException {
        key = loop.register(channel, 0, this);
    }

    /** Takes over the key by which the channel was connected; called once. */
    void takeOver(SelectionKey connected) {
        key = connected;
        key.interestOps(0);
        key.attach(this);
    }

    /** Who hears of it from now on. */
    public void setEvents(Events listener) {
        events = listener;
    }

    @Override
    public void onSelected(SelectionKey selected) {
        int ready = selected.readyOps();
        if ((ready & SelectionKey.OP_WRITE) != 0) {
            events.onWritable();
        }
        if (!closed && (ready & SelectionKey.OP_READ & interest) != 0) {
            events.onReadable();
        }
    }

    /** Whether it shall tell when there is something to read. */
    public void setReading(boolean wanted) {
        setInterest(wanted ? interest | SelectionKey.OP_READ : interest & ~SelectionKey.OP_READ);
    }

    /** Whether it shall tell when there is room to write. */
    public void setWriting(boolean wanted) {
        setInterest(wanted ? interest | SelectionKey.OP_WRITE : interest & ~SelectionKey.OP_WRITE);
    }

    private void setInterest(int next) {
        if (next != interest && !closed) {
            interest = next;
            key.interestOps(next);
        }
    }

    /**
     * Reads what there is.
     *
     * @return bytes read, 0 if there are none now, -1 at the end
     * @throws IOException if the peer reset the connection
     */
    public int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    /**
     * Writes as much as there is room for.
     *
     * @throws IOException if the peer is gone
     */
    public int write(ByteBuffer buffer) throws IOException {
        return channel.write(buffer);
    }

    /** Tells the peer that no more will come. */
    public void shutdownOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException gone) {
            LOG.debug("the peer was gone before it was told of the end", gone);
        }
    }

    /** Closes it; what was written still arrives. A second call does nothing. */
    public void close() {
        if (!closed) {
            closed = true;
            try {
                channel.close();
            } catch (IOException failure) {
                LOG.debug("a connection could not be closed cleanly", failure);
            }
            loop.connectionClosed();
            loop.execute(() -> {}); // the descriptor is freed at the next selection, so one must come
        }
    }

    /** Closes it so that the peer learns by a reset that it did not end well. */
    public void reset() {
        if (!closed) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException gone) {
                LOG.debug("the peer was gone before it was reset", gone);
            }
            close();
        }
    }

    /** Whether it was closed here. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void onLoopStopped() {
        if (events != null) {
            events.onLoopStopped();
        }
        close();
    }
}
