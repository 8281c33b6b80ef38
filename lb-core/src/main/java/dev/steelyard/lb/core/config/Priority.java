package dev.steelyard.lb.core.config;

import java.util.Locale;

/** How important a request is when not all can be served; the first is served first and refused last. */
public enum Priority {
    /** What must work when nothing else does. */
    CRITICAL,
    /** Before what is usual. */
    HIGH,
    /** What is usual. */
    NORMAL,
    /** What can wait or be asked again. */
    LOW;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** How config, headers and metrics call it. */
    public String word() {
        return word;
    }
}
