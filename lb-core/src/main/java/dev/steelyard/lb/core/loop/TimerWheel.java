package dev.steelyard.lb.core.loop;

import java.util.concurrent.TimeUnit;

/**
 * Timers of one loop, exact to a tick and cheap to move: a hashed wheel (Varghese and Lauck 1987) of 1,024 slots of 50 ms.
 *
 * <p>Idle timeouts are set often and fire seldom, so a timer costs a link in a list and no comparison with others. A timer
 * never fires early, and at most two ticks late. One thread, the loop's.
 */
final class TimerWheel {
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int SLOTS = 1024;

    private final Timer[] slots = new Timer[SLOTS];
    private final long startNanos;
    private long tick;
    private int size;

    TimerWheel(long nowNanos) {
        startNanos = nowNanos;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = Timer.head();
        }
    }

    /** Timers that wait. */
    int size() {
        return size;
    }

    /** Lets a timer fire after a delay. */
    void add(Timer timer, long nowNanos, long delayNanos) {
        // One more tick, since the present one has begun already; and never the one that is being fired, or a timer
        // that
        // puts itself in again would be fired for ever.
        timer.dueTick = Math.max(ticks(nowNanos + Math.max(0, delayNanos)), tick) + 1;
        timer.linkBefore(slots[(int) (timer.dueTick % SLOTS)]);
        size++;
    }

    /** Takes a timer out; false if it has fired or was out already. */
    boolean remove(Timer timer) {
        if (!timer.isLinked()) {
            return false;
        }
        timer.unlink();
        size--;
        return true;
    }

    /** Fires what is due. */
    void advance(long nowNanos) {
        long now = ticks(nowNanos);
        long last = Math.min(now, tick + SLOTS); // after a long pause each slot is looked at once
        while (tick < last) {
            tick++;
            fire(slots[(int) (tick % SLOTS)], now);
        }
        tick = now;
    }

    /** Nanoseconds until the next tick at which anything may be due, or -1 if nothing waits. */
    long nanosToNextTick(long nowNanos) {
        return size == 0 ? -1 : startNanos + (ticks(nowNanos) + 1) * TICK_NANOS - nowNanos;
    }

    private void fire(Timer head, long now) {
        for (Timer timer = head.next; timer != head; ) {
            Timer following = timer.next;
            if (timer.dueTick <= now) {
                remove(timer);
                timer.run();
                // What ran may have taken the following one out, or put others in: begin again.
                following = head.next;
            }
            timer = following;
        }
    }

    private long ticks(long nanos) {
        return (nanos - startNanos) / TICK_NANOS;
    }

    /** A timer, linked into the wheel while it waits. */
    static class Timer {
        private final Runnable task;
        private Timer previous;
        private Timer next;
        private long dueTick;

        Timer(Runnable task) {
            this.task = task;
        }

        private static Timer head() {
            Timer head = new Timer(null);
            head.previous = head;
            head.next = head;
            return head;
        }

        private void run() {
            task.run();
        }

        private boolean isLinked() {
            return next != null;
        }

        private void linkBefore(Timer other) {
            previous = other.previous;
            next = other;
            other.previous.next = this;
            other.previous = this;
        }

        private void unlink() {
            previous.next = next;
            next.previous = previous;
            previous = null;
            next = null;
        }
    }
}
