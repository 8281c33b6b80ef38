package dev.steelyard.lb.core;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * How a balancer relates to others at its addresses: which one it follows, and what it does when another follows it.
 *
 * @param predecessor the process that serves at its addresses still, if there is one
 * @param askPredecessor has that process let go of its addresses and its API, finish its requests and end
 * @param stop has this process do the same
 */
public record Succession(OptionalLong predecessor, HandOver askPredecessor, Runnable stop) {

    /** Asks a process to let go. */
    public interface HandOver {
        void ask() throws IOException;
    }

    /** One that follows none. */
    public static Succession first(Runnable stop) {
        return new Succession(OptionalLong.empty(), () -> {}, stop);
    }

    boolean follows() {
        return predecessor.isPresent();
    }
}
