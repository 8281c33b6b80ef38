package dev.steelyard.lb.healthchecks.http;

/**
 * Text that can be looked at only so often, so that a regular expression that backtracks without end is stopped.
 *
 * <p>A cap on the length alone would not do: {@code .*.*.*=} takes n^4 steps for n letters. Ten million looks are about
 * 0.1 s, and enough for a search that goes 150 times over the 64 KiB of the longest body.
 */
final class CountedText implements CharSequence {
    private static final int MAX_STEPS = 10_000_000;

    /** The text was looked at too often. */
    static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("more than " + MAX_STEPS + " steps", null, false, false);
        }
    }

    private final String text;
    private int steps;

    CountedText(String text) {
        this.text = text;
    }

    @Override
    public char charAt(int index) {
        if (++steps > MAX_STEPS) {
            throw new TooManySteps();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
