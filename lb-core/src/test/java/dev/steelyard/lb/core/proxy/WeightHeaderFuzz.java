package dev.steelyard.lb.core.proxy;

import java.nio.charset.StandardCharsets;

/**
 * A target for fuzzing: what a backend says of its weight is a part of 1, or is not said.
 *
 * <p>Jazzer calls {@link #fuzzerTestOneInput}; {@code FuzzTargetsTest} calls it with inputs of its own in every build.
 */
public final class WeightHeaderFuzz {
    private WeightHeaderFuzz() {}

    /** @param input a header in ISO 8859-1 */
    public static void fuzzerTestOneInput(byte[] input) {
        double part = WeightHeader.partOf(new String(input, StandardCharsets.ISO_8859_1));
        if (!(part == -1 || (part >= 0 && part <= 1))) {
            throw new AssertionError(part);
        }
    }
}
