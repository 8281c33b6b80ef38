package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.Default;

/**
 * Where one JSON line a request goes; may be written as the target alone: {@code access-log = stdout}.
 *
 * @param to {@code off}, {@code stdout}, or the path of a file that is appended to
 */
public record AccessLogConfig(@Default(OFF) String to) {
    private static final String OFF = "off";
    private static final String STDOUT = "stdout";

    public AccessLogConfig {
        if (to.isBlank()) {
            throw new IllegalArgumentException("to: '' (expected: off, stdout, or a file)");
        }
    }

    /** Reads the short form. */
    public static AccessLogConfig of(String to) {
        return new AccessLogConfig(to);
    }

    public boolean isOff() {
        return to.equals(OFF);
    }

    public boolean isStdout() {
        return to.equals(STDOUT);
    }
}
