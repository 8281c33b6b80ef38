package dev.steelyard.lb.core.routing;

/** A request target that has no safe canonical form; the request is to be refused with 400. */
public final class BadTarget extends Exception {
    private static final long serialVersionUID = 1L;

    public BadTarget(String message) {
        super(message, null, false, false); // an attacker can cause many: a stack trace would be their lever
    }
}
