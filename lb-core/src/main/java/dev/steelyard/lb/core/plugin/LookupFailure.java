package dev.steelyard.lb.core.plugin;

/** A config asks for a type that no plugin provides; the message names those that are known, and the nearest one. */
public final class LookupFailure extends Exception {
    private static final long serialVersionUID = 1L;

    LookupFailure(String message) {
        super(message);
    }
}
