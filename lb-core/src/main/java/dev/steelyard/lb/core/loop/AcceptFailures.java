package dev.steelyard.lb.core.loop;

import java.util.concurrent.TimeUnit;

/**
 * Times in which a socket takes no connections because the system refuses, as it does when file descriptors run out: told when
 * such a time begins, and when it is over. Called on loops; the lock keeps their words in order.
 */
final class AcceptFailures {
    /** Nothing wakes a loop when a descriptor becomes free, and one that tried at once would do nothing else. */
    static final long RETRY_MILLIS = 100;

    /** Connections that come and go let some in meanwhile: it is over when none was refused for so long. */
    private static final long OVER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoopAcceptor.Trouble trouble;
    private boolean standing;
    private long lastNanos;

    AcceptFailures(LoopAcceptor.Trouble trouble) {
        this.trouble = trouble;
    }

    /** The socket refused; that loop looks when it is over. */
    synchronized void failed(EventLoop loop, Exception failure) {
        lastNanos = System.nanoTime();
        if (!standing) {
            standing = true;
            trouble.begins(String.valueOf(failure.getMessage()));
            lookAgain(loop);
        }
    }

    private void lookAgain(EventLoop loop) {
        loop.scheduler().schedule(() -> look(loop), OVER_NANOS, TimeUnit.NANOSECONDS);
    }

    private synchronized void look(EventLoop loop) {
        if (System.nanoTime() - lastNanos < OVER_NANOS) {
            lookAgain(loop);
        } else {
            standing = false;
            trouble.ends();
        }
    }
}
