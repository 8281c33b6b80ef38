package dev.steelyard.lb.core.pool;

/** A backend that cannot join since its id or its address is taken. */
public final class DuplicateBackend extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    DuplicateBackend(String field, String message) {
        super(message);
        this.field = field;
    }

    /** What is taken: {@code host} or {@code id}. */
    public String field() {
        return field;
    }
}
