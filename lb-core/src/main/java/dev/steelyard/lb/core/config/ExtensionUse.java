package dev.steelyard.lb.core.config;

/**
 * A place in a config that asks for an extension.
 *
 * @param kind what the extension is
 * @param config its type and settings
 * @param path such as {@code pools.web.algorithm}
 */
public record ExtensionUse(Kind kind, ExtensionConfig config, String path) {

    /** What an extension can be. */
    public enum Kind {
        ALGORITHM,
        HEALTH_CHECK,
        SESSION_AFFINITY,
        FILTER
    }
}
