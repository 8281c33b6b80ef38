package dev.steelyard.lb.core.admin;

import java.util.Map;

/** A header as people write it, {@code Name: value}. */
final class HeaderText {
    private HeaderText() {}

    /**
     * @throws AdminFailure if no header of a request could look like that
     */
    static Map.Entry<String, String> of(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? "" : text.substring(0, colon).strip();
        String value = text.substring(colon + 1).strip();
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\x20-\\x7e\\x80-\\xff\\t]*")) {
            throw AdminFailure.badRequest("header", "'" + text + "' (expected: Name: value)");
        }
        return Map.entry(name, value);
    }
}
