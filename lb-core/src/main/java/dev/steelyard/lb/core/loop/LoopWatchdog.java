package dev.steelyard.lb.core.loop;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the loops from outside and tells when one is stuck, with the stack that holds it: a plugin that blocks, most
 * likely, and everything on that loop waits for it.
 */
final class LoopWatchdog {
    private static final Logger LOG = LoggerFactory.getLogger(LoopWatchdog.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FRAMES = 25;

    private final List<EventLoop> loops;
    private final long[] toldOf;
    private final Thread thread = new Thread(this::watch, "lb-watchdog");
    private volatile boolean stopped;

    LoopWatchdog(List<EventLoop> loops) {
        this.loops = loops;
        this.toldOf = new long[loops.size()];
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    private void watch() {
        while (!stopped) {
            loops.forEach(this::look);
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    /** Each turn that is stuck is told of once. */
    private void look(EventLoop loop) {
        long start = loop.turnStartNanos();
        long nanos = System.nanoTime() - start;
        if (start != 0 && nanos > STUCK_NANOS && toldOf[loop.index()] != start) {
            toldOf[loop.index()] = start;
            String stack = Arrays.stream(loop.stackTrace())
                    .limit(FRAMES)
                    .map(frame -> "\n    at " + frame)
                    .collect(Collectors.joining());
            LOG.warn("{} has been stuck for {} ms, and all its connections with it:{}", loop, nanos / 1_000_000, stack);
        }
    }
}
