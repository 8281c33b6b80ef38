package dev.steelyard.lb.core.config;

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

    /** Whether this one is to be served before another. */
    public boolean isAbove(Priority other) {
        return ordinal() < other.ordinal();
    }
}
