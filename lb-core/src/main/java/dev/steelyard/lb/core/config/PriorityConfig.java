package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How important the requests of a route are; may be written as one word.
 *
 * @param level of those that do not say otherwise
 * @param header by which requests say otherwise
 * @param allowed what they may say, since anyone can write a header; another word counts as none
 */
public record PriorityConfig(@Default("normal") Priority level, Optional<String> header, List<Priority> allowed) {

    public static final PriorityConfig USUAL = new PriorityConfig(Priority.NORMAL, Optional.empty(), List.of());

    public PriorityConfig {
        if (header.isPresent() && allowed.isEmpty()) {
            throw new IllegalArgumentException(
                    "allowed: missing (expected: what the header may say, e.g. [normal, low])");
        }
    }

    /**
     * Reads the short form.
     *
     * @throws IllegalArgumentException if there is no such level
     */
    public static PriorityConfig of(String level) {
        List<String> words =
                Arrays.stream(Priority.values()).map(Priority::word).toList();
        if (!words.contains(level)) {
            throw new IllegalArgumentException("'" + level + "' (expected: " + String.join(", ", words) + ")");
        }
        Priority named = Priority.valueOf(level.toUpperCase(Locale.ROOT));
        return new PriorityConfig(named, Optional.empty(), List.of());
    }
}
