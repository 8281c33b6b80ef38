package dev.steelyard.lb.core.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The time a peer has for the head of a message, or for all that comes before its first, such as a TLS handshake: who sends it
 * byte by byte would keep a connection for ever, since none of its silences is long (Slowloris).
 *
 * <p>A head that comes whole, as nearly all do, costs three plain stores and no timer. Any thread tells of messages; bytes are
 * told of where they are read, and the timer runs on the loop.
 */
public final class HeadDeadline {
    private static final int NOTHING_CAME = 0;
    private static final int COMING = 1;
    private static final int COME = 2;
    private static final int OFF = 3;

    private final EventLoop loop;
    private final long nanos;
    private final Runnable late;
    private final AtomicInteger state = new AtomicInteger(NOTHING_CAME);
    private int heads;
    private TimerWheel.Timer timer; // null until a head is slow

    /**
     * @param nanos from the first byte of a head to its end
     * @param late runs on the loop if they have passed
     */
    public HeadDeadline(EventLoop loop, long nanos, Runnable late) {
        this.loop = loop;
        this.nanos = nanos;
        this.late = late;
    }

    /** Bytes came, of whatever. */
    void onBytes() {
        if (state.getOpaque() == NOTHING_CAME) {
            state.setOpaque(COMING);
        }
    }

    /** What has come was looked at; if no head was complete, time runs. On the loop. */
    void onLookedAt() {
        if (timer == null && state.getOpaque() == COMING) {
            int begun = heads;
            timer = new TimerWheel.Timer(() -> onTime(begun));
            loop.wheel().add(timer, System.nanoTime(), nanos);
        }
    }

    private void onTime(int begun) {
        timer = null;
        if (state.getOpaque() != COMING) {
            return;
        }
        if (begun == heads) {
            late.run();
        } else {
            onLookedAt(); // the one it was for has come; it is another one that comes now
        }
    }

    /** A head has come, whole. */
    public void onHead() {
        heads++;
        state.setOpaque(COME);
    }

    /** All of the message has come and was answered: the next head may come. */
    public void onMessageEnd() {
        state.compareAndSet(COME, NOTHING_CAME);
    }

    /** Nothing that comes from now on has heads, or such of its own. */
    public void turnOff() {
        state.set(OFF);
    }

    @Override
    public String toString() {
        return "head within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
    }
}
