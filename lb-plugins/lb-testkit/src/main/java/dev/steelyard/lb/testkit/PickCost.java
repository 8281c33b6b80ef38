package dev.steelyard.lb.testkit;

import com.sun.management.ThreadMXBean;
import dev.steelyard.lb.api.algorithm.Picker;
import dev.steelyard.lb.api.request.RequestView;
import java.lang.management.ManagementFactory;

/** Counts the bytes that picking allocates. */
final class PickCost {
    /** Picks a round. */
    static final int PICKS = 10_000;

    private static final int ROUNDS = 12;

    private PickCost() {}

    /**
     * The fewest bytes that a round of picks allocated. The first rounds warm up; what a picker itself allocates, it
     * allocates in every round, while the JVM's own one-time work on this thread falls into few.
     */
    static long leastBytes(Picker picker, RequestView[] requests) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            pickAll(picker, requests);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static void pickAll(Picker picker, RequestView[] requests) {
        for (int i = 0; i < PICKS; i++) {
            if (picker.pick(requests[i % requests.length]) == null) {
                throw new AssertionError("picked null");
            }
        }
    }
}
