package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.ByteSize;
import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Max;
import dev.steelyard.lb.api.settings.Min;
import java.time.Duration;
import java.util.List;

/**
 * When a request is tried on another backend.
 *
 * @param attempts tries of one request in all, the first among them; 1 turns retries off
 * @param on after what a request is tried again
 * @param statuses of answers that are not passed on but tried elsewhere, if the request may be repeated
 * @param nonIdempotent whether requests may be repeated whose method does not allow it
 * @param replayBuffer a body of at most this length is kept until an answer begins, so that it can be sent again; 0 for none
 * @param budget retries as a part of all requests of the last 10 s; above it failures are passed on
 * @param budgetMinimum retries a second that are allowed however few requests there are
 * @param backOff before the second retry, and twice as long before each further one; half to all of it, by chance
 * @param hedge when a second backend is asked before the first has answered
 */
public record RetryConfig(
        @Default("3") @Min("1") @Max("10") int attempts,
        RetryConditions on,
        List<Integer> statuses,
        @Default("false") boolean nonIdempotent,
        @Default("16KiB") @Max("1MiB") ByteSize replayBuffer,
        @Default("0.2") @Min("0") @Max("10") double budget,
        @Default("3") @Min("0") @Max("1000000") int budgetMinimum,
        @Default("25ms") @Min("0s") @Max("10s") Duration backOff,
        HedgeConfig hedge) {

    public RetryConfig {
        checkStatuses(statuses);
    }

    static void checkStatuses(List<Integer> statuses) {
        for (int status : statuses) {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("statuses: " + status + " (expected: 400..599)");
            }
        }
    }
}
