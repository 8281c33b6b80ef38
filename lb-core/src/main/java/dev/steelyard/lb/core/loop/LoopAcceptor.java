package dev.steelyard.lb.core.loop;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections of one listening socket on all loops of a group.
 *
 * <p>Every loop watches the socket and the one that is free takes what comes; a loop that already has many more connections
 * than another passes the new one on, so that a burst that one loop took does not stay with it. A connection never moves
 * afterwards. Any thread may open and close it.
 */
public final class LoopAcceptor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopAcceptor.class);

    /** Connections taken at one event, so that those there are heard in between. */
    private static final int ACCEPTS_AN_EVENT = 16;

    /** So many more than the least busy loop are still no reason to wake that one up. */
    private static final int TOLERATED_SURPLUS = 8;

    /** A loop's turn takes less, unless it is stuck; then the kernel's reset is the least of the troubles. */
    private static final int LET_GO_MILLIS = 200;

    private final List<EventLoop> loops;
    private final ServerSocketChannel socket;
    private volatile int limit;
    private final Accepted accepted;
    private final AcceptFailures failures;
    private final SpareDescriptors spares;
    private final AtomicInteger open = new AtomicInteger();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    /** What becomes of a new connection; called on the loop it will stay on. */
    public interface Accepted {
        /** The channel is not blocking; whoever throws has left it to be closed. */
        void accept(EventLoop loop, SocketChannel channel) throws IOException;
    }

    /** Hears of times in which no connection can be taken though clients wait, such as when file descriptors run out. */
    public interface Trouble {
        /** It begins; the reason is the system's. */
        void begins(String why);

        /** It is over. */
        void ends();
    }

    /**
     * @param socket bound and not blocking
     * @param limit connections at a time; further ones wait in the kernel's queue
     * @param trouble called on loops
     */
    public LoopAcceptor(LoopGroup group, ServerSocketChannel socket, int limit, Accepted accepted, Trouble trouble) {
        this.loops = group.loops();
        this.socket = socket;
        this.limit = limit;
        this.accepted = accepted;
        this.failures = new AcceptFailures(trouble);
        this.spares = group.spares();
    }

    /** Begins to accept. */
    public void start() {
        loops.forEach(loop -> loop.execute(() -> watch(loop)));
    }

    private void watch(EventLoop loop) {
        try {
            if (socket.isOpen()) {
                Watch watch = new Watch(loop);
                watch.key = loop.register(socket, SelectionKey.OP_ACCEPT, watch);
                watches.add(watch);
            }
        } catch (ClosedChannelException stopping) {
            LOG.debug("{} was closed before {} could watch it", socket, loop);
        } catch (IOException failure) {
            LOG.error("{} cannot watch {}", loop, socket, failure);
        }
    }

    /** Takes so many connections at a time from now on; those above it stay. */
    public void setLimit(int next) {
        limit = next;
        resumeAll();
    }

    private void resumeAll() {
        watches.forEach(watch -> watch.loop.execute(watch::resume));
    }

    /** A connection that was accepted has been closed: another may take its place. */
    public void released() {
        if (open.getAndDecrement() >= limit) {
            resumeAll();
        }
    }

    /** Takes a place; false if none is free. */
    private boolean reserve() {
        if (open.incrementAndGet() <= limit) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    /** Takes no more connections but those that stand already: the kernel would reset them. */
    @Override
    public void close() {
        if (socket.isOpen()) {
            letGo();
            takeWaiting();
        }
        IO.close(socket);
        loops.forEach(loop -> loop.execute(() -> {})); // the descriptor is freed at the next selection
    }

    /**
     * A socket that a selector still knows is closed only when the selector next turns, and what the kernel accepts until then
     * is reset: so the loops forget it first, which takes them a turn, and then it closes at once.
     */
    private void letGo() {
        watches.forEach(watch -> watch.loop.execute(watch.key::cancel));
        for (int i = 0; i < LET_GO_MILLIS && socket.isRegistered() && EventLoop.current() == null; i++) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void takeWaiting() {
        try {
            for (SocketChannel channel = socket.accept(); channel != null; channel = socket.accept()) {
                open.incrementAndGet();
                EventLoop target = leastBusy();
                target.connectionOpened();
                SocketChannel taken = channel;
                target.execute(() -> open(target, taken));
            }
        } catch (IOException failure) {
            LOG.warn("connections that wait at {} cannot be taken any more: {}", socket, failure.getMessage());
        }
    }

    private EventLoop leastBusy() {
        EventLoop least = loops.get(0);
        for (int i = 1; i < loops.size(); i++) {
            if (loops.get(i).connections() < least.connections()) {
                least = loops.get(i);
            }
        }
        return least;
    }

    private void open(EventLoop loop, SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            // Without it a response of two writes waits for the client's delayed acknowledgement of the first.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            accepted.accept(loop, channel);
        } catch (IOException | RuntimeException failure) {
            LOG.debug("a new connection failed at once", failure);
            IO.close(channel);
            loop.connectionClosed();
            released();
        }
    }

    private final class Watch implements EventLoop.Selected {
        private final EventLoop loop;
        private SelectionKey key;
        private boolean refused; // by the system, until it is asked again

        Watch(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void onSelected(SelectionKey selected) {
            acceptSome();
        }

        private void acceptSome() {
            for (int i = 0; i < ACCEPTS_AN_EVENT; i++) {
                if (!reserve()) {
                    pause();
                    return;
                }
                SocketChannel channel = next();
                if (channel == null) {
                    released();
                    return;
                }
                place(channel);
            }
        }

        private SocketChannel next() {
            try {
                spares.check();
                return socket.accept();
            } catch (ClosedChannelException stopping) {
                return null;
            } catch (IOException failure) {
                retryLater(failure);
                return null;
            }
        }

        /** The clients wait in the kernel's queue, which would wake the loop again and again. */
        private void retryLater(IOException failure) {
            refused = true;
            key.interestOps(0);
            spares.letGo();
            failures.failed(loop, failure);
            loop.scheduler().schedule(() -> retry(failure), AcceptFailures.RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void retry(IOException failure) {
            if (!key.isValid()) {
                return;
            }
            if (!spares.keep()) {
                retryLater(failure);
                return;
            }
            refused = false;
            resume();
            acceptSome();
        }

        private void pause() {
            key.interestOps(0);
            if (open.get() < limit) {
                resume(); // a place became free before we stopped to watch
            }
        }

        private void resume() {
            if (key.isValid() && !refused) {
                key.interestOps(SelectionKey.OP_ACCEPT);
            }
        }

        private void place(SocketChannel channel) {
            EventLoop least = leastBusy();
            boolean surplus = loop.connections() - least.connections() > TOLERATED_SURPLUS;
            EventLoop target = surplus ? least : loop;
            target.connectionOpened(); // before it is passed on: the next one is placed by the same count
            if (surplus) {
                target.execute(() -> open(target, channel));
            } else {
                open(target, channel);
            }
        }

        @Override
        public void onLoopStopped() {
            IO.close(socket);
        }
    }
}
