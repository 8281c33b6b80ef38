package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import java.util.List;
import java.util.Set;

/**
 * When the fallback of a route is used; written as a list of the words {@code no-backend}, {@code busy}, {@code breaker-open}
 * and {@code failed}.
 *
 * @param noBackend no backend of the pool may get requests
 * @param busy those that may are at their limits
 * @param breakerOpen the circuit breaker of the pool is open
 * @param failed backends were tried and none answered, or only with one of {@code retry.statuses}
 */
public record FallbackConditions(
        @Default("true") boolean noBackend,
        @Default("true") boolean busy,
        @Default("true") boolean breakerOpen,
        @Default("false") boolean failed) {
    private static final List<String> WORDS = List.of("no-backend", "busy", "breaker-open", "failed");

    /**
     * Those that are named, and no others.
     *
     * @throws IllegalArgumentException for an unknown word
     */
    public static FallbackConditions of(List<String> words) {
        Set<String> wanted = Set.copyOf(Words.known(words, WORDS));
        return new FallbackConditions(
                wanted.contains("no-backend"),
                wanted.contains("busy"),
                wanted.contains("breaker-open"),
                wanted.contains("failed"));
    }
}
