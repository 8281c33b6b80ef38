package dev.steelyard.lb.core.pool;

/** Requests that wait for a place in a pool. Any thread. */
public interface WaitingLine extends AutoCloseable {

    /** Whether requests may wait at all. */
    boolean isOpen();

    /** Whether one more may wait. */
    boolean hasRoom();

    /** How many wait. */
    int size();

    /**
     * Lets a request wait.
     *
     * @param mostNanos it may wait; the line may allow less
     * @return {@code null} if the line is full
     */
    Ticket enter(Waiter waiter, long mostNanos);

    /** A place may have come free; costs one volatile read if nobody waits. */
    void onPlaceFree();

    /** Drops all who wait and lets nobody in any more. */
    @Override
    void close();

    /** One request's turn. */
    interface Ticket {
        /** From now on, in nanoseconds; 0 if the time is over. */
        long nanosLeft();

        /** Since it entered, in nanoseconds. */
        long nanosWaited();

        /**
         * Gives the turn up.
         *
         * @return whether it still waited; if not, it was admitted or dropped, and hears or has heard of it
         */
        boolean leave(Reason reason);
    }

    /** Why a request leaves without a place. */
    enum Reason {
        /** More wait than may, and none of them is less important. */
        FULL("queue_full"),
        /** It has waited as long as it may. */
        TIMEOUT("queue_timeout"),
        /** Its client is gone. */
        CLIENT_GONE("client_gone"),
        /** The pool is gone. */
        CLOSED("pool_closed");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** For log and metrics. */
        public String word() {
            return word;
        }
    }
}
