package dev.steelyard.lb.api.settings;

import java.util.Objects;

/**
 * One thing that is wrong with a config.
 *
 * @param origin {@code file:line}, or another word for the place the value came from
 * @param path where in the config, such as {@code pools.web.algorithm.choices}; empty for the whole file
 * @param message what is wrong and what was expected
 */
public record Problem(String origin, String path, String message) {

    public Problem {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(message, "message");
    }

    /** {@code file:line: path: message}. */
    @Override
    public String toString() {
        return origin + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
