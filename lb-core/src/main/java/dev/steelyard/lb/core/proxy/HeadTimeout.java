package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.TimeoutsConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.Scheduler;

/** The head of an answer did not come in time: for this try, or for all of them together. */
final class HeadTimeout extends TimeoutException {
    private static final long serialVersionUID = 1L;

    private final boolean ofAllTries;

    private HeadTimeout(boolean ofAllTries) {
        super(ofAllTries ? "no answer within the total time" : "no answer within the time of a try");
        this.ofAllTries = ofAllTries;
    }

    /** Whether no time is left for another try. */
    boolean ofAllTries() {
        return ofAllTries;
    }

    /** The word for log and metrics. */
    String reason() {
        return ofAllTries ? "total_timeout" : "first_byte_timeout";
    }

    /**
     * Ends a try when its time is over.
     *
     * @param spentNanos since the exchange began
     * @return {@code null} if it may take as long as it likes
     */
    static Scheduler.Task schedule(
            TimeoutsConfig timeouts, long spentNanos, Scheduler scheduler, Consumer<HeadTimeout> end) {
        if (timeouts.total().isEmpty() && timeouts.firstByte().isEmpty()) {
            return null;
        }
        long left = nanos(timeouts.total()) - spentNanos;
        long ofTry = nanos(timeouts.firstByte());
        long nanos = Math.max(0, Math.min(left, ofTry));
        return scheduler.schedule(() -> end.accept(new HeadTimeout(left <= ofTry)), nanos, TimeUnit.NANOSECONDS);
    }

    private static long nanos(Optional<Duration> limit) {
        return limit.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    }
}
