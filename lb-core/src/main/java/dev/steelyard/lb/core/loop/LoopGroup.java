package dev.steelyard.lb.core.loop;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Loops that share the work, and the watch over them. Any thread. */
public final class LoopGroup implements AutoCloseable {
    private static final long JOIN_MILLIS = 5000;

    private final List<EventLoop> loops;
    private final LoopWatchdog watchdog;
    private final SpareDescriptors spares = new SpareDescriptors(SocketChannel::open);
    private final Workers workers;
    private final Workers workersForBackends;
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * Starts loops.
     *
     * @param count at least 1; as many as there are processors is right for most
     */
    public LoopGroup(String name, int count) throws IOException {
        List<EventLoop> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(new EventLoop(name, i));
        }
        loops = List.copyOf(made);
        watchdog = new LoopWatchdog(loops);
        workers = new Workers(name + "-worker", count);
        workersForBackends = new Workers(name + "-backend-worker", count);
        loops.forEach(EventLoop::start);
        watchdog.start();
        spares.keep();
    }

    /** All loops, by index. */
    public List<EventLoop> loops() {
        return loops;
    }

    /**
     * For arithmetic that would keep a loop busy too long; as many threads as there are loops.
     *
     * @return throws {@link java.util.concurrent.RejectedExecutionException} if too much waits already
     */
    public Executor workers() {
        return workers;
    }

    /**
     * The same for what is done for backends: clients that make more work than can be done must not make them look slow.
     *
     * @return as the other
     */
    public Executor workersForBackends() {
        return workersForBackends;
    }

    /** The loop this thread runs, or else one after the other. */
    public EventLoop currentOrNext() {
        EventLoop current = EventLoop.current();
        return current != null ? current : loops.get((turn.getAndIncrement() & Integer.MAX_VALUE) % loops.size());
    }

    /** What is kept from clients, on all listeners together. */
    SpareDescriptors spares() {
        return spares;
    }

    /** Ends the loops and closes what is on them. */
    @Override
    public void close() {
        watchdog.stop();
        spares.letGo();
        workers.close();
        workersForBackends.close();
        loops.forEach(EventLoop::stop);
        try {
            for (EventLoop loop : loops) {
                loop.join(JOIN_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
