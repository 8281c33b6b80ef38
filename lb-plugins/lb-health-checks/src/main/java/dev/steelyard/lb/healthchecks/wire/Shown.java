package dev.steelyard.lb.healthchecks.wire;

/** Makes what a server sent fit for one line of a log: short, and without control characters. */
public final class Shown {
    private static final int LIMIT = 60;

    private Shown() {}

    /** Text with anything unprintable replaced, cut to 60 characters. */
    public static String text(String text) {
        String start = text.length() <= LIMIT ? text : text.substring(0, LIMIT) + "…";
        return start.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }

    /** The reason of a failure in the system's words, or its kind if it has none. */
    public static String failure(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName().replace("Exception", "") : text(message);
    }
}
