package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.ByteSize;
import dev.steelyard.lb.api.settings.Remaining;
import dev.steelyard.lb.api.settings.Settings;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes config records as a person would: the way back from what {@link Settings#as} reads. */
final class PlainValues {
    private PlainValues() {}

    /**
     * The keys and values of a record; what is absent is left out.
     *
     * @return maps, lists, numbers, booleans and strings
     */
    static Map<String, Object> of(Record record) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            add(component, value(component, record), values);
        }
        return values;
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(component + " cannot be read", impossible);
        }
    }

    private static void add(RecordComponent component, Object value, Map<String, Object> values) {
        Object present = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (component.isAnnotationPresent(Remaining.class)) {
            values.putAll(((Settings) present).values());
        } else if (present != null) {
            values.put(kebab(component.getName()), plain(present));
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            map.forEach((key, entry) -> entries.put(key.toString(), plain(entry)));
            return entries;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(PlainValues::plain).toList();
        }
        return isBlock(value) ? of((Record) value) : scalar(value);
    }

    /** Some records are one value to those who write them, such as a size or an address. */
    private static boolean isBlock(Object value) {
        boolean oneValue = value instanceof ByteSize || value instanceof BindAddress || value instanceof AddressRange;
        return value instanceof Record && !oneValue;
    }

    private static Object scalar(Object value) {
        if (value instanceof Duration duration) {
            return words(duration);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    private static String words(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos % 1_000_000 != 0) {
            return nanos + "ns";
        }
        return nanos % 1_000_000_000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
