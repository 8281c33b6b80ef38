package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.NearestName;
import java.util.List;

/** Lists of words of which only some are known. */
final class Words {
    private Words() {}

    /**
     * The words, all of them known.
     *
     * @throws IllegalArgumentException for the first that is not
     */
    static List<String> known(List<String> words, List<String> choices) {
        for (String word : words) {
            if (!choices.contains(word)) {
                String hint = NearestName.hint(word, choices);
                throw new IllegalArgumentException(
                        "'" + word + "'" + hint + " (expected: " + String.join(", ", choices) + ")");
            }
        }
        return words;
    }
}
