package dev.steelyard.lb.affinity.cookie;

import java.nio.charset.StandardCharsets;

/** The key of a signature; never shown. */
record Secret(String text) {
    private static final int MIN_LENGTH = 16; // as many random characters as a signature has bytes

    /**
     * Reads the text of a config.
     *
     * @throws IllegalArgumentException if it is too short to be a secret
     */
    static Secret of(String text) {
        if (text.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    text.length() + " characters (expected: at least " + MIN_LENGTH + ", best from a random source)");
        }
        return new Secret(text);
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "***";
    }
}
