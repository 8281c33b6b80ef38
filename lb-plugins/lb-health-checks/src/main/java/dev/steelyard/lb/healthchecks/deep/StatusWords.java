package dev.steelyard.lb.healthchecks.deep;

import dev.steelyard.lb.api.health.ProbeResult.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the words of a health answer mean, in any case; {@code _}, {@code -} and space are the same. */
final class StatusWords {
    // Spring Boot's "unknown" is for components without an opinion (its own answer to it is 200), so it counts as well.
    private static final List<String> UP = List.of(
            "up",
            "ok",
            "okay",
            "healthy",
            "pass",
            "passed",
            "passing",
            "success",
            "green",
            "good",
            "alive",
            "live",
            "ready",
            "running",
            "online",
            "available",
            "operational",
            "serving",
            "normal",
            "true",
            "unknown");
    private static final List<String> DEGRADED =
            List.of("degraded", "warn", "warning", "yellow", "partial", "partially-available", "impaired", "limited");
    private static final List<String> DOWN = List.of(
            "down",
            "fail",
            "failed",
            "failing",
            "failure",
            "error",
            "unhealthy",
            "red",
            "critical",
            "fatal",
            "bad",
            "dead",
            "offline",
            "unavailable",
            "out-of-service",
            "outage",
            "not-serving",
            "not-ready",
            "stopped",
            "false");

    private final Map<String, Verdict> verdicts = new HashMap<>();

    private StatusWords() {}

    /**
     * The meaning of the given words; an empty list stands for the usual ones, less those given another meaning.
     *
     * @throws IllegalArgumentException naming the key, if a word is given two meanings
     */
    static StatusWords of(List<String> up, List<String> degraded, List<String> down) {
        StatusWords words = new StatusWords();
        words.give(Verdict.UP, "up-words", up);
        words.give(Verdict.DEGRADED, "degraded-words", degraded);
        words.give(Verdict.DOWN, "down-words", down);
        words.fill(Verdict.UP, up.isEmpty() ? UP : List.of());
        words.fill(Verdict.DEGRADED, degraded.isEmpty() ? DEGRADED : List.of());
        words.fill(Verdict.DOWN, down.isEmpty() ? DOWN : List.of());
        return words;
    }

    private void give(Verdict verdict, String key, List<String> given) {
        for (String word : given) {
            Verdict earlier = verdicts.put(normal(word), verdict);
            if (earlier != null && earlier != verdict) {
                throw new IllegalArgumentException(key + ": '" + word + "' also means "
                        + earlier.name().toLowerCase(Locale.ROOT) + " (expected: one meaning a word)");
            }
        }
    }

    private void fill(Verdict verdict, List<String> usual) {
        usual.forEach(word -> verdicts.putIfAbsent(word, verdict));
    }

    /** The verdict of a word, or {@code null} if it is not known. */
    Verdict verdict(String word) {
        return verdicts.get(normal(word));
    }

    private static String normal(String word) {
        return word.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }
}
