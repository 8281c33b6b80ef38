package dev.steelyard.lb.api.algorithm;

import dev.steelyard.lb.api.backend.Backend;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a picker goes by for a request, for people who ask why.
 *
 * @param choice the backend that it would pick now; empty if that is left to lot, or not told
 * @param reason how it comes to its choice, in a line such as {@code its turn}; empty if not told
 * @param scores what each backend counts for by the id, such as {@code 3 in flight}; backends may be left out
 */
public record Explanation(Optional<Backend> choice, String reason, Map<String, String> scores) {
    /** A picker that tells nothing. */
    public static final Explanation NONE = new Explanation(Optional.empty(), "", Map.of());

    public Explanation {
        Objects.requireNonNull(choice, "choice");
        Objects.requireNonNull(reason, "reason");
        scores = Map.copyOf(scores);
    }

    /** Of a picker that will pick this one. */
    public static Explanation choosing(Backend choice, String reason, Map<String, String> scores) {
        return new Explanation(Optional.of(choice), reason, scores);
    }

    /** Of a picker that draws lots. */
    public static Explanation byLot(String reason, Map<String, String> scores) {
        return new Explanation(Optional.empty(), reason, scores);
    }
}
