package dev.steelyard.lb.algorithms.hash;

/** Hashes of named values where they stand in a longer text, without cutting them out. */
final class InPlace {
    private InPlace() {}

    /** The first parameter of a name in {@code a=1&b=2}, undecoded, or {@link HashKey#NONE}. */
    static long ofQuery(String query, String name) {
        for (int start = 0; query != null && start < query.length(); ) {
            int end = endOf(query, start, '&');
            int equals = start + name.length();
            if (isNamed(query, start, end, name)) {
                return HashKey.hash(query, equals + 1, end);
            }
            start = end + 1;
        }
        return HashKey.NONE;
    }

    /** The first cookie of a name in {@code a=1; b="2"} (RFC 6265 section 4.2), without quotes, or {@link HashKey#NONE}. */
    static long ofCookie(String cookies, String name) {
        for (int start = 0; cookies != null && start < cookies.length(); ) {
            int end = endOf(cookies, start, ';');
            int from = afterBlanks(cookies, start, end);
            if (isNamed(cookies, from, end, name)) {
                return ofUnquoted(cookies, from + name.length() + 1, end);
            }
            start = end + 1;
        }
        return HashKey.NONE;
    }

    private static int endOf(String text, int start, char separator) {
        int end = text.indexOf(separator, start);
        return end < 0 ? text.length() : end;
    }

    private static boolean isNamed(String text, int start, int end, String name) {
        int equals = start + name.length();
        return equals < end && text.charAt(equals) == '=' && text.startsWith(name, start);
    }

    private static long ofUnquoted(String text, int start, int end) {
        int from = afterBlanks(text, start, end);
        int to = end;
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        boolean quoted = to - from >= 2 && text.charAt(from) == '"' && text.charAt(to - 1) == '"';
        return quoted ? HashKey.hash(text, from + 1, to - 1) : HashKey.hash(text, from, to);
    }

    private static int afterBlanks(String text, int start, int end) {
        int from = start;
        while (from < end && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        return from;
    }
}
