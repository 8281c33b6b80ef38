package dev.steelyard.lb.api.settings;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds values against {@link Min} and {@link Max}. */
final class Ranges {
    private final MethodHandles.Lookup lookup;

    Ranges(MethodHandles.Lookup lookup) {
        this.lookup = lookup;
    }

    /** The range that a value of a component lies outside of, or empty if it does not. */
    Optional<String> brokenBy(RecordComponent component, Object value) {
        Min min = component.getAnnotation(Min.class);
        Max max = component.getAnnotation(Max.class);
        boolean below = min != null && compare(value, min.value()) < 0;
        boolean above = max != null && compare(value, max.value()) > 0;
        return below || above ? Optional.of(range(min, max)) : Optional.empty();
    }

    /** What is out of range in a record that was written as one string: {@code "port: 0 (expected: 1..65535)"}. */
    List<String> brokenWithin(Record bound) {
        return Arrays.stream(bound.getClass().getRecordComponents())
                .filter(part -> part.isAnnotationPresent(Min.class) || part.isAnnotationPresent(Max.class))
                .flatMap(part -> brokenPart(part, valueOf(part, bound)))
                .toList();
    }

    private Stream<String> brokenPart(RecordComponent part, Object value) {
        return brokenBy(part, value).stream().map(range -> Keys.of(part) + ": " + value + " (expected: " + range + ")");
    }

    private Object valueOf(RecordComponent part, Record bound) {
        try {
            return lookup.unreflect(part.getAccessor()).invoke(bound);
        } catch (Throwable failure) {
            throw new IllegalStateException(part + ": cannot be read back", failure);
        }
    }

    @SuppressWarnings("unchecked") // the bound is read as the same type as the value
    private int compare(Object bound, String limit) {
        Object value = bound instanceof Optional<?> optional ? optional.orElse(null) : bound;
        if (value == null) {
            return 0;
        }
        Object parsed = Scalars.read(value.getClass(), new Setting(limit, ""), lookup);
        return ((Comparable<Object>) value).compareTo(parsed);
    }

    private static String range(Min min, Max max) {
        if (min == null) {
            return "at most " + max.value();
        }
        return max == null ? "at least " + min.value() : min.value() + ".." + max.value();
    }
}
