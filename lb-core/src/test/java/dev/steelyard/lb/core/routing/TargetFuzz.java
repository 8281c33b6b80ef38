package dev.steelyard.lb.core.routing;

import java.nio.charset.StandardCharsets;

/**
 * A target for fuzzing: the canonical form of a path is one, and leads nowhere else.
 *
 * <p>Jazzer calls {@link #fuzzerTestOneInput}; {@code FuzzTargetsTest} calls it with inputs of its own in every build.
 */
public final class TargetFuzz {
    private TargetFuzz() {}

    /** @param input a path and a query, in ISO 8859-1 */
    public static void fuzzerTestOneInput(byte[] input) {
        String raw = new String(input, StandardCharsets.ISO_8859_1);
        int mark = raw.indexOf('?');
        try {
            CanonicalPath.query(mark < 0 ? null : raw.substring(mark + 1));
            check(CanonicalPath.of(mark < 0 ? raw : raw.substring(0, mark)));
        } catch (BadTarget refused) {
            return; // which is an answer
        }
    }

    private static void check(String path) throws BadTarget {
        boolean rooted = path.startsWith("/") || path.equals("*");
        boolean leadsUp = (path + "/").contains("/../") || (path + "/").contains("/./");
        boolean odd = path.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '\\' || c == '#' || c == '?');
        if (!rooted || leadsUp || odd || !CanonicalPath.of(path).equals(path)) {
            throw new AssertionError("not canonical: " + path);
        }
    }
}
