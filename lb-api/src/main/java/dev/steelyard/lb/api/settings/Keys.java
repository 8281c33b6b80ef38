package dev.steelyard.lb.api.settings;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The keys that a record reads, which are the names of its components in kebab case. */
final class Keys {
    private Keys() {}

    static boolean takeRemaining(Class<?> type) {
        return type.isRecord() && takeRemaining(type.getRecordComponents());
    }

    static boolean takeRemaining(RecordComponent[] components) {
        return Arrays.stream(components).anyMatch(component -> component.isAnnotationPresent(Remaining.class));
    }

    static List<String> of(RecordComponent[] components) {
        return Arrays.stream(components)
                .filter(component -> !component.isAnnotationPresent(Remaining.class))
                .map(Keys::of)
                .toList();
    }

    /** A dash before each word; a digit belongs to the word before it, and capitals in a row are one word. */
    static String of(RecordComponent component) {
        String words = component.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-");
        return words.toLowerCase(Locale.ROOT);
    }
}
