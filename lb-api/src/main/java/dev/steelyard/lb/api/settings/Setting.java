package dev.steelyard.lb.api.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One value of a parsed config and the place it came from.
 *
 * @param value a {@link String}, {@link Number}, {@link Boolean}, {@code List<Setting>} or {@code Map<String, Setting>}
 * @param origin {@code file:line}
 */
public record Setting(Object value, String origin) {

    /**
     * Wraps plain Java values, for tests and for config that does not come from a file.
     *
     * @param value a string, number, boolean, list or map of such; a setting stays as it is; other objects are taken by
     *     their {@code toString}
     */
    public static Setting of(Object value, String origin) {
        if (value instanceof Setting setting) {
            return setting;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Setting> entries = new LinkedHashMap<>();
            map.forEach((key, entry) -> entries.put(key.toString(), of(entry, origin)));
            return new Setting(entries, origin);
        }
        if (value instanceof List<?> list) {
            return new Setting(list.stream().map(item -> of(item, origin)).toList(), origin);
        }
        boolean plain = value instanceof Number || value instanceof Boolean;
        return new Setting(plain ? value : value.toString(), origin);
    }

    @SuppressWarnings("unchecked") // by the record's contract
    Map<String, Setting> entries() {
        return (Map<String, Setting>) value;
    }

    @SuppressWarnings("unchecked") // by the record's contract
    List<Setting> items() {
        return (List<Setting>) value;
    }

    boolean isObject() {
        return value instanceof Map;
    }

    boolean isList() {
        return value instanceof List;
    }

    /** For messages: scalars as written, the others by their kind. */
    String shown() {
        return isObject() ? "a block" : isList() ? "a list" : "'" + value + "'";
    }
}
