package dev.steelyard.lb.core.routing;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests go by the route tables of one generation, so that what they use is not closed under their hands.
 *
 * <p>Any thread; a request costs two counters of its thread, and no lock.
 */
public final class TableUse {
    private final LongAdder entered = new LongAdder();
    private final LongAdder left = new LongAdder();
    private volatile boolean retired;

    /** Takes a request in, unless newer tables have taken over. */
    boolean enter() {
        entered.increment(); // before the look: who retires it looks the other way round
        if (retired) {
            left.increment();
            return false;
        }
        return true;
    }

    void leave() {
        left.increment();
    }

    /** From now on none is taken in. */
    public void retire() {
        retired = true;
    }

    /** Whether none is in; once retired, it stays so. */
    public boolean isQuiet() {
        long gone = left.sum(); // first: one that comes in between makes it look busy, never quiet
        return entered.sum() == gone;
    }
}
