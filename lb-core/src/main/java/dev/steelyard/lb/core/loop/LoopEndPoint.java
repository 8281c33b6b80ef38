package dev.steelyard.lb.core.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IO;

/**
 * One of Jetty's end points on a loop.
 *
 * <p>Interest in reading is never taken back when an event comes, but only when one comes that nobody wants: a connection
 * that reads, answers and reads again costs no call to change its interest, where Jetty's own end point costs four a
 * request. Interest is changed on the loop's thread only; everything else may be called by any thread.
 */
public final class LoopEndPoint extends AbstractEndPoint implements EventLoop.Selected {
    private final EventLoop loop;
    private final SocketChannel channel;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final Consumer<LoopEndPoint> onClosed;
    private SelectionKey key;
    private int interest;
    private Object attachment;
    private EarlyBytes early; // null until somebody watches
    private HeadDeadline headDeadline; // null if its heads may take any time

    /**
     * An end point that the loop has counted already, and forgets when it is closed.
     *
     * @param channel connected and not blocking
     * @param onClosed hears once that it was closed, on the loop
     */
    public LoopEndPoint(EventLoop loop, SocketChannel channel, Consumer<LoopEndPoint> onClosed) throws IOException {
        this(loop, channel, channel.getRemoteAddress(), onClosed);
    }

    /**
     * As the other, for one whose other end is not who it is for.
     *
     * @param remote who is at the other end in the end
     */
    public LoopEndPoint(EventLoop loop, SocketChannel channel, SocketAddress remote, Consumer<LoopEndPoint> onClosed)
            throws IOException {
        super(loop.scheduler());
        this.loop = loop;
        this.channel = channel;
        this.local = channel.getLocalAddress();
        this.remote = remote;
        this.onClosed = onClosed;
    }

    /** What its user keeps with it, or {@code null}; for the loop's thread, like {@link #attach}. */
    public Object attachment() {
        return attachment;
    }

    /** Keeps something with it, in place of what was kept before. */
    public void attach(Object attached) {
        attachment = attached;
    }

    /** What lies on a loop under an end point, however wrapped; {@code null} if it does not. */
    public static LoopEndPoint under(EndPoint endPoint) {
        EndPoint inner = endPoint;
        while (inner instanceof EndPoint.Wrapper wrapper) {
            inner = wrapper.unwrap();
        }
        return inner instanceof LoopEndPoint found ? found : null;
    }

    /** Limits the time that heads of messages may take; before it is registered. */
    public void setHeadDeadline(HeadDeadline deadline) {
        headDeadline = deadline;
    }

    /** What limits the time that heads of messages may take, or {@code null}. */
    public HeadDeadline headDeadline() {
        return headDeadline;
    }

    /** The loop it lies on. */
    public EventLoop loop() {
        return loop;
    }

    /** Puts it on its loop, ready to be read; called on the loop, once. */
    public void register() throws IOException {
        interest = SelectionKey.OP_READ;
        key = loop.register(channel, interest, this);
    }

    /** Takes over the key by which the channel was connected; called on the loop, once. */
    void takeOver(SelectionKey connected) {
        key = connected;
        key.attach(this);
        setInterest(SelectionKey.OP_READ);
    }

    /** Sets the connection, and opens it; called on the loop, once. */
    public void open(Connection connection) {
        setConnection(connection);
        onOpen();
        connection.onOpen();
    }

    @Override
    public void onSelected(SelectionKey selected) {
        int ready = readyOf(selected);
        if ((ready & SelectionKey.OP_WRITE) != 0) {
            setInterest(interest & ~SelectionKey.OP_WRITE);
            getWriteFlusher().completeWrite();
        }
        if ((ready & SelectionKey.OP_READ) != 0) {
            onReadable();
        }
    }

    /** Nothing, if another thread closed the connection since the loop looked: that thread tells whom it concerns. */
    private static int readyOf(SelectionKey selected) {
        try {
            return selected.readyOps();
        } catch (CancelledKeyException closed) {
            return 0;
        }
    }

    private void onReadable() {
        if (getFillInterest().isInterested()) {
            getFillInterest().fillable();
            if (headDeadline != null) {
                headDeadline.onLookedAt();
            }
        } else if (isOpen()) {
            look();
        }
    }

    private void look() {
        EarlyBytes.Found found = early == null ? EarlyBytes.Found.NOT_WATCHED : early.look(channel);
        if (found == EarlyBytes.Found.OPEN) {
            return;
        }
        setInterest(interest & ~SelectionKey.OP_READ); // lazily: somebody may want to read again before it matters
        if (found == EarlyBytes.Found.CLOSED) {
            early.takeListener().run();
        }
    }

    /**
     * Tells once if the peer closes its side while nobody reads; called on the loop, like {@link #unwatchClose}.
     *
     * @param gone called on the loop
     */
    public void watchClose(Runnable gone) {
        if (early == null) {
            early = new EarlyBytes();
        }
        early.watch(gone);
        setInterest(interest | SelectionKey.OP_READ);
    }

    /** Watches no longer. */
    public void unwatchClose() {
        early.unwatch();
    }

    private boolean hasEarlyBytes() {
        return early != null && !early.isEmpty();
    }

    private void setInterest(int next) {
        if (next == interest) {
            return;
        }
        interest = next;
        try {
            key.interestOps(next);
        } catch (CancelledKeyException closed) {
            close();
        }
    }

    private void addInterest(int operation) {
        if (loop.inLoop()) {
            setInterest(interest | operation);
        } else {
            loop.execute(() -> setInterest(interest | operation));
        }
    }

    @Override
    protected void needsFillInterest() {
        if (hasEarlyBytes()) {
            loop.execute(() -> getFillInterest().fillable());
        }
        addInterest(SelectionKey.OP_READ);
    }

    @Override
    protected void onIncompleteFlush() {
        addInterest(SelectionKey.OP_WRITE);
    }

    @Override
    public int fill(ByteBuffer buffer) {
        if (isInputShutdown() && !hasEarlyBytes()) {
            return -1;
        }
        int position = BufferUtil.flipToFill(buffer);
        int filled = read(buffer);
        BufferUtil.flipToFlush(buffer, position);
        if (filled > 0) {
            notIdle();
            if (headDeadline != null) {
                headDeadline.onBytes();
            }
        } else if (filled < 0) {
            shutdownInput();
        }
        return filled;
    }

    private int read(ByteBuffer buffer) {
        if (hasEarlyBytes()) {
            return early.moveTo(buffer);
        }
        try {
            return channel.read(buffer);
        } catch (IOException reset) {
            return -1;
        }
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long flushed;
        try {
            flushed = write(buffers);
        } catch (IOException broken) {
            throw new EofException(broken);
        }
        if (flushed > 0) {
            notIdle();
        }
        return isEmpty(buffers);
    }

    private long write(ByteBuffer[] buffers) throws IOException {
        ByteBuffer only = null;
        int full = 0;
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                only = buffer;
                full++;
                bytes += buffer.remaining();
            }
        }
        if (full < 2) {
            return only == null ? 0 : channel.write(only);
        }
        return SmallWrites.fits(bytes) && loop.inLoop()
                ? loop.smallWrites().write(channel, buffers)
                : channel.write(buffers);
    }

    private static boolean isEmpty(ByteBuffer[] buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    /** To those who read it is from now on as if the other side had closed. On the loop's thread. */
    public void endInput() {
        try {
            channel.shutdownInput();
        } catch (IOException alreadyClosed) {
            close(alreadyClosed);
        }
    }

    @Override
    protected void doShutdownOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException alreadyClosed) {
            close(alreadyClosed);
        }
    }

    /** Closing a channel frees its descriptor at the next selection, so one must come. */
    @Override
    protected void doClose() {
        IO.close(channel);
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        loop.connectionClosed();
        loop.execute(() -> closed(cause));
    }

    private void closed(Throwable cause) {
        Connection connection = getConnection();
        if (connection != null) {
            connection.onClose(cause);
        }
        onClosed.accept(this);
    }

    @Override
    public void onLoopStopped() {
        close(new EofException("the event loop stops"));
    }

    @Override
    public Object getTransport() {
        return channel;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return local;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return remote;
    }
}
