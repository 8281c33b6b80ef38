package dev.steelyard.lb.core.config;

/**
 * One thing in which two configs differ.
 *
 * @param path such as {@code pools.web.backends[srv1].weight}
 * @param before {@code null} if it is new
 * @param after {@code null} if it is gone
 */
public record ConfigChange(String path, String before, String after) {

    /** {@code path: before -> after}, {@code + path: after} or {@code - path: before}. */
    @Override
    public String toString() {
        if (before == null) {
            return "+ " + path + ": " + after;
        }
        return after == null ? "- " + path + ": " + before : "~ " + path + ": " + before + " -> " + after;
    }
}
