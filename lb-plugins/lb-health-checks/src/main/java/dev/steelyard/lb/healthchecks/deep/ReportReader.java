package dev.steelyard.lb.healthchecks.deep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds the overall status and the components in an answer of any of the usual forms.
 *
 * <p>Those are plain {@code {"status": "healthy"}}; Spring Boot's {@code components} (once {@code details}); {@code checks}
 * of lists, as in the IETF draft "Health Check Response Format for HTTP APIs"; {@code entries} of ASP.NET Core; and lists
 * of {@code {"name": …, "status": …}}. A member without a status, such as a version or a reading, is not a component.
 */
final class ReportReader {
    private static final List<String> STATUS = List.of("status", "state", "health");
    private static final List<String> GROUPS =
            List.of("components", "checks", "details", "entries", "dependencies", "services", "results");
    private static final List<String> NAMES = List.of("name", "component", "id", "componentId");

    private final StatusWords words;

    ReportReader(StatusWords words) {
        this.words = words;
    }

    HealthReport read(Object json) {
        return new HealthReport(statusOf("", json), json instanceof List<?> ? members(json) : grouped(json));
    }

    private List<Component> grouped(Object json) {
        return json instanceof Map<?, ?> block
                ? GROUPS.stream()
                        .flatMap(key -> members(block.get(key)).stream())
                        .toList()
                : List.of();
    }

    private List<Component> members(Object group) {
        List<Component> found = new ArrayList<>();
        if (group instanceof Map<?, ?> named) {
            named.forEach((name, value) -> found.add(component(name.toString(), value)));
        } else if (group instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                found.add(component(nameOf(items.get(i), i), items.get(i)));
            }
        }
        found.removeIf(Objects::isNull);
        return found;
    }

    private static String nameOf(Object item, int index) {
        if (item instanceof Map<?, ?> block) {
            for (String key : NAMES) {
                if (block.get(key) instanceof String name) {
                    return name;
                }
            }
        }
        return "#" + (index + 1);
    }

    /** The component's own status, else the worst of what it consists of; {@code null} if there is neither. */
    private Component component(String name, Object value) {
        Component own = statusOf(name, value);
        if (own != null) {
            return own;
        }
        List<Component> parts = value instanceof List<?> ? members(value) : grouped(value);
        return parts.stream()
                .reduce((a, b) -> a.verdict().compareTo(b.verdict()) >= 0 ? a : b)
                .map(worst -> new Component(name, worst.word(), worst.meaning()))
                .orElse(null);
    }

    private Component statusOf(String name, Object value) {
        if (value instanceof String || value instanceof Boolean) {
            return judged(name, value.toString());
        }
        if (value instanceof Map<?, ?> block) {
            for (String key : STATUS) {
                if (block.get(key) instanceof String || block.get(key) instanceof Boolean) {
                    return judged(name, block.get(key).toString());
                }
            }
        }
        return null;
    }

    private Component judged(String name, String word) {
        return new Component(name, word, words.verdict(word));
    }
}
