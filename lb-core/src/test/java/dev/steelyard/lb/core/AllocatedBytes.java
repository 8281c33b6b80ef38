package dev.steelyard.lb.core;

import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/** Counts the bytes that calls allocate on this thread. */
public final class AllocatedBytes {
    /** Calls a round. */
    public static final int CALLS = 100_000;

    private static final int ROUNDS = 12;

    private AllocatedBytes() {}

    /**
     * The fewest bytes that a round of calls allocated, with what asking itself costs: below {@link #CALLS} if the calls
     * allocate nothing. The JVM's own one-time work on this thread falls into few rounds; what a call allocates falls into
     * all.
     *
     * @param call takes the number of the call in its round
     */
    public static long leastOfARound(IntConsumer call) throws ReflectiveOperationException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = now();
            for (int i = 0; i < CALLS; i++) {
                call.accept(i);
            }
            least = Math.min(least, now() - before);
        }
        return least;
    }

    /** By name, since the core's module does not read the JDK's own bean. */
    private static long now() throws ReflectiveOperationException {
        Object bean = ManagementFactory.getThreadMXBean();
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getCurrentThreadAllocatedBytes")
                .invoke(bean);
    }
}
