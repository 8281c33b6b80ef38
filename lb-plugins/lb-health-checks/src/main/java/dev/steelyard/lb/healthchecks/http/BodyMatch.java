package dev.steelyard.lb.healthchecks.http;

import dev.steelyard.lb.healthchecks.wire.Shown;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a body must contain: a text, or what a regular expression between slashes finds.
 *
 * @param text the text, or the expression without its slashes; not empty
 * @param pattern present for an expression
 */
record BodyMatch(String text, Optional<Pattern> pattern) {

    /**
     * Reads the text of a config.
     *
     * @throws IllegalArgumentException if it is empty or not a regular expression
     */
    static BodyMatch of(String written) {
        boolean slashes = written.length() > 2 && written.startsWith("/") && written.endsWith("/");
        if (written.isEmpty()) {
            throw new IllegalArgumentException("'' (expected: a text, or /a regular expression/)");
        }
        return slashes ? compile(written.substring(1, written.length() - 1)) : new BodyMatch(written, Optional.empty());
    }

    private static BodyMatch compile(String expression) {
        try {
            return new BodyMatch(expression, Optional.of(Pattern.compile(expression)));
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(
                    "'/" + expression + "/' is not a regular expression: " + wrong.getDescription() + " at character "
                            + (wrong.getIndex() + 1),
                    wrong);
        }
    }

    /** What is wrong with a body, in one line; empty if it matches. */
    Optional<String> complaint(String body) {
        return pattern.isPresent() ? searchComplaint(pattern.get(), body) : textComplaint(body);
    }

    private Optional<String> textComplaint(String body) {
        return body.contains(text) ? Optional.empty() : Optional.of("body does not contain '" + Shown.text(text) + "'");
    }

    private Optional<String> searchComplaint(Pattern sought, String body) {
        String name = "/" + Shown.text(text) + "/";
        try {
            boolean found = sought.matcher(new CountedText(body)).find();
            return found ? Optional.empty() : Optional.of("body does not match " + name);
        } catch (CountedText.TooManySteps | StackOverflowError runaway) {
            // java.util.regex recurses on alternatives within a repetition, so a long body can exhaust the stack.
            return Optional.of("body-match " + name + " is too costly for this body");
        }
    }
}
