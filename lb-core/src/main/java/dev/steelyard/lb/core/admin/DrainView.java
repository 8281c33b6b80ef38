package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.pool.Drain;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How far a backend is emptied.
 *
 * @param deadline when it ends at the latest; {@code null} for never
 * @param end {@code disabled}, {@code removed} or {@code cut}: what becomes of it
 * @param requests under way
 * @param connections to it that are open, in use or not
 * @param sessions about how many client addresses came with a pinned session in the last minute or two; {@code null} if its pool
 *     pins none
 * @param secondsLeft at the pace so far; {@code null} if that tells nothing
 */
record DrainView(
        Instant since, Instant deadline, String end, int requests, int connections, Long sessions, Double secondsLeft) {

    static DrainView of(Drain.Progress progress, int connections) {
        return new DrainView(
                progress.since(),
                progress.deadline().orElse(null),
                progress.end().name().toLowerCase(Locale.ROOT),
                progress.requests(),
                connections,
                progress.clients().orElse(null),
                progress.timeLeft().map(DrainView::seconds).orElse(null));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
