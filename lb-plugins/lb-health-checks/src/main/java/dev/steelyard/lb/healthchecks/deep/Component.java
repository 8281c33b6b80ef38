package dev.steelyard.lb.healthchecks.deep;

import dev.steelyard.lb.api.health.ProbeResult.Verdict;
import dev.steelyard.lb.healthchecks.wire.Shown;

/**
 * One thing a backend depends on, as it reports it.
 *
 * @param name as reported, such as {@code db} or {@code db:responseTime}
 * @param word the status as reported
 * @param meaning its meaning, or {@code null} if the word is not known
 */
record Component(String name, String word, Verdict meaning) {

    /** What to go by: an unknown word is no reason to trust the component. */
    Verdict verdict() {
        return meaning == null ? Verdict.DOWN : meaning;
    }

    /** The word for one line of a log. */
    String shownWord() {
        return "'" + Shown.text(word) + "'" + (meaning == null ? " (not a known word)" : "");
    }

    /** Whether a config's name means this one: {@code db} also means {@code db:responseTime} (health+json). */
    boolean isCalled(String configured) {
        int colon = name.indexOf(':');
        return name.equalsIgnoreCase(configured)
                || (colon > 0 && name.substring(0, colon).equalsIgnoreCase(configured));
    }
}
