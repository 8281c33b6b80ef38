package dev.steelyard.lb.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import dev.steelyard.lb.api.settings.Problem;
import java.util.regex.Pattern;

/** Says what the HOCON parser and resolver found in our own form. */
final class HoconProblem {
    /** Typesafe Config says so wherever a key could have stood, most often where a block was never closed. */
    private static final String NO_KEY = "expecting a close parentheses ')' here, not: ";

    /** Its advice repeats the complaint at length, and some is for other formats than ours. */
    private static final Pattern ADVICE = Pattern.compile(" \\(if you (intended|want) .*");

    private static final String REMEDY =
            " (expected: a key of this file or a variable of the environment; ${?…} for one that may be absent)";

    private HoconProblem() {}

    /** The problem without the parser's own notation of the place and without its advice for other formats. */
    static Problem of(String name, ConfigException broken) {
        ConfigOrigin origin = broken.origin();
        if (broken instanceof ConfigException.IO) {
            String what = origin == null ? "a file" : "'" + origin.description() + "'";
            String expected = " (expected: a readable file whose name ends in .conf, .json or .properties)";
            return new Problem(name, "", "cannot include " + what + expected);
        }
        if (origin == null) {
            return new Problem(name, "", broken.getMessage());
        }
        String plain = plain(broken.getMessage(), origin.description() + ": ");
        boolean unresolved = broken instanceof ConfigException.UnresolvedSubstitution;
        return new Problem(place(name, origin), "", unresolved ? plain + REMEDY : plain);
    }

    private static String plain(String message, String prefix) {
        String plain = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        if (plain.equals(NO_KEY + "end of file")) {
            return "the file ends in the middle of a block (expected: a closing })";
        }
        if (plain.startsWith(NO_KEY)) {
            return "unexpected " + plain.substring(NO_KEY.length()) + " (expected: a key)";
        }
        return ADVICE.matcher(plain).replaceFirst("");
    }

    /** {@code file:line}, or the file alone where the line is not known. */
    static String place(String name, ConfigOrigin origin) {
        String file = origin.filename() == null ? name : origin.filename();
        return origin.lineNumber() < 1 ? file : file + ":" + origin.lineNumber();
    }
}
