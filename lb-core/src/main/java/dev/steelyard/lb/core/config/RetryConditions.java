package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import java.util.List;
import java.util.Set;

/**
 * After what a request is tried on another backend; written as a list of the words {@code connect-failure}, {@code reset},
 * {@code timeout} and {@code statuses}.
 *
 * @param connectFailure no connection stood, so nothing was sent
 * @param reset the connection was lost before an answer began
 * @param timeout no head came within {@code timeouts.first-byte}
 * @param statuses the answer has one of {@code retry.statuses}
 */
public record RetryConditions(
        @Default("true") boolean connectFailure,
        @Default("true") boolean reset,
        @Default("true") boolean timeout,
        @Default("true") boolean statuses) {
    private static final List<String> WORDS = List.of("connect-failure", "reset", "timeout", "statuses");

    /**
     * Those that are named, and no others.
     *
     * @throws IllegalArgumentException for an unknown word
     */
    public static RetryConditions of(List<String> words) {
        Set<String> wanted = Set.copyOf(Words.known(words, WORDS));
        return new RetryConditions(
                wanted.contains("connect-failure"),
                wanted.contains("reset"),
                wanted.contains("timeout"),
                wanted.contains("statuses"));
    }
}
