package dev.steelyard.lb.core.loop;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.TryExecutor;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for events on its channels and does whatever they ask for.
 *
 * <p>What runs here must never block: everything else on the loop would wait. Other threads hand tasks over by {@link
 * #execute}; state that belongs to the loop is touched on the loop only and needs no lock.
 */
public final class EventLoop implements TryExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** Tasks a turn, so that channels are heard in between. */
    private static final int TASKS_A_TURN = 256;

    private final int index;
    private final Selector selector;
    private final LoopThread thread;
    private final Queue<Runnable> handedOver = new MpscUnboundedAtomicArrayQueue<>(256);
    private final AtomicBoolean wakeUpPending = new AtomicBoolean();
    private final ArrayDeque<Runnable> local = new ArrayDeque<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final TimerWheel wheel;
    private final SmallWrites smallWrites = new SmallWrites();
    private final LoopScheduler scheduler = new LoopScheduler(this);
    private final Consumer<SelectionKey> onSelected = EventLoop::onSelected;
    private volatile long turnStartNanos;
    private volatile boolean stopped;

    /** A channel's part in the loop, attached to its key. */
    interface Selected {
        /** Its channel is ready for something of what it is interested in. */
        void onSelected(SelectionKey key);

        /** The loop ends. */
        void onLoopStopped();
    }

    /** The thread, by which code finds out on which loop it runs. */
    private static final class LoopThread extends Thread {
        private final EventLoop loop;

        LoopThread(EventLoop loop, String name) {
            super(loop::run, name);
            this.loop = loop;
        }
    }

    EventLoop(String name, int index) throws IOException {
        this.index = index;
        this.selector = Selector.open();
        this.wheel = new TimerWheel(System.nanoTime());
        this.thread = new LoopThread(this, name + "-" + index);
    }

    /** The loop this thread runs, or {@code null}. */
    public static EventLoop current() {
        return Thread.currentThread() instanceof LoopThread loopThread ? loopThread.loop : null;
    }

    /** Whether this thread is the loop's. */
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /** The place of this loop in its group, from 0. */
    public int index() {
        return index;
    }

    /** A scheduler whose tasks run on this loop. */
    public LoopScheduler scheduler() {
        return scheduler;
    }

    /** Connections on this loop, clients' and backends'; any thread may read it. */
    public int connections() {
        return connections.get();
    }

    void connectionOpened() {
        connections.incrementAndGet();
    }

    void connectionClosed() {
        connections.decrementAndGet();
    }

    /** Runs a task on the loop, soon; from the loop itself after what is running now. */
    @Override
    public void execute(Runnable task) {
        if (inLoop()) {
            local.add(task);
            return;
        }
        handedOver.add(task);
        if (!wakeUpPending.get() && wakeUpPending.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** The same: there is always room for a task. Jetty would start a thread for one that an executor might not take at once. */
    @Override
    public boolean tryExecute(Runnable task) {
        execute(task);
        return true;
    }

    /** Timers; for the loop's thread only. */
    TimerWheel wheel() {
        return wheel;
    }

    /** For the loop's thread only. */
    SmallWrites smallWrites() {
        return smallWrites;
    }

    SelectionKey register(SelectableChannel channel, int operations, Selected selected) throws IOException {
        return channel.register(selector, operations, selected);
    }

    /** When the turn under way began, or 0 while the loop waits; for the watchdog. */
    long turnStartNanos() {
        return turnStartNanos;
    }

    StackTraceElement[] stackTrace() {
        return thread.getStackTrace();
    }

    void start() {
        thread.start();
    }

    /** Ends the loop after the turn under way; its channels are told, and closed. */
    void stop() {
        stopped = true;
        selector.wakeup();
    }

    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }

    private void run() {
        try {
            while (!stopped) {
                turn();
            }
        } catch (IOException broken) {
            LOG.error("event loop {} ends: its selector is broken", index, broken);
        } finally {
            close();
        }
    }

    private void turn() throws IOException {
        turnStartNanos = 0;
        select();
        turnStartNanos = System.nanoTime();
        wakeUpPending.set(false); // before the queue is emptied: what comes after must wake us again
        runSome(handedOver);
        runSome(local);
        wheel.advance(turnStartNanos);
    }

    private void select() throws IOException {
        if (!local.isEmpty() || !handedOver.isEmpty()) {
            selector.selectNow(onSelected);
            return;
        }
        long nanos = wheel.nanosToNextTick(System.nanoTime());
        // Rounded up: a wait that ends just before the tick would be followed by another.
        selector.select(onSelected, nanos < 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }

    private static void onSelected(SelectionKey key) {
        if (!key.isValid()) {
            return; // closed by what was selected before it in this turn
        }
        try {
            ((Selected) key.attachment()).onSelected(key);
        } catch (RuntimeException | Error failure) {
            LOG.error("a connection failed in a way that should not be possible; it is closed", failure);
            ((Selected) key.attachment()).onLoopStopped();
        }
    }

    private static void runSome(Queue<Runnable> tasks) {
        for (int i = 0; i < TASKS_A_TURN; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            runOne(task);
        }
    }

    private static void runOne(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("a task on an event loop failed", failure);
        }
    }

    private void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                if (key.attachment() instanceof Selected selected) {
                    selected.onLoopStopped();
                }
            }
            runSome(local);
            selector.close();
        } catch (IOException | RuntimeException failure) {
            LOG.warn("event loop {} could not be closed cleanly", index, failure);
        }
    }

    @Override
    public String toString() {
        return thread.getName();
    }
}
