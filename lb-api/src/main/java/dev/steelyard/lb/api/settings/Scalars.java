package dev.steelyard.lb.api.settings;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads single values: numbers, switches, durations, sizes, enums, and records written as a string. */
final class Scalars {
    private Scalars() {}

    /**
     * @throws IllegalArgumentException with a message that shows the value and what was expected
     */
    static Object read(Class<?> type, Setting setting, MethodHandles.Lookup lookup) {
        if (setting.isList() && type.isRecord()) {
            return readListForm(type, setting, lookup);
        }
        if (setting.isObject() || setting.isList()) {
            throw new IllegalArgumentException(setting.shown() + " (expected: " + expected(type) + ")");
        }
        String text = setting.value().toString();
        if (type == String.class) {
            return text;
        }
        if (type == boolean.class || type == Boolean.class) {
            return readBoolean(text);
        }
        if (type == Duration.class) {
            return Durations.parse(text);
        }
        return type.isEnum()
                ? readEnum(type, text)
                : type.isRecord() ? readRecord(type, text, lookup) : readNumber(type, text);
    }

    private static String expected(Class<?> type) {
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type == Duration.class ? "a duration, e.g. 10s" : "a single value";
    }

    private static Boolean readBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is not a switch (expected: true or false)");
        };
    }

    private static Object readNumber(Class<?> type, String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            if (type == int.class || type == Integer.class) {
                return number.intValueExact();
            }
            if (type == long.class || type == Long.class) {
                return number.longValueExact();
            }
            if (type == double.class || type == Double.class) {
                return number.doubleValue();
            }
        } catch (ArithmeticException | NumberFormatException wrong) {
            String kind = type == double.class || type == Double.class ? "a number" : "a whole number";
            throw new IllegalArgumentException("'" + text + "' is not " + kind, wrong);
        }
        throw new IllegalStateException(type + " cannot be read from a config (see the list at Settings)");
    }

    private static Object readEnum(Class<?> type, String text) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant ->
                        ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int index = names.indexOf(text);
        if (index < 0) {
            String choices = " (expected: " + String.join(", ", names) + ")";
            throw new IllegalArgumentException("'" + text + "'" + NearestName.hint(text, names) + choices);
        }
        return type.getEnumConstants()[index];
    }

    private static Object readListForm(Class<?> type, Setting list, MethodHandles.Lookup lookup) {
        List<String> texts = list.items().stream()
                .map(item -> (String) read(String.class, item, lookup))
                .toList();
        return make(type, List.class, texts, "a list (expected: a single value)", lookup);
    }

    private static Object readRecord(Class<?> type, String text, MethodHandles.Lookup lookup) {
        return make(type, String.class, text, "a single value (expected: a block of keys)", lookup);
    }

    private static Object make(
            Class<?> type, Class<?> form, Object value, String refusal, MethodHandles.Lookup lookup) {
        MethodHandle of = shortForm(type, form, refusal, lookup);
        try {
            return of.invoke(value);
        } catch (Error | RuntimeException failure) {
            throw failure;
        } catch (Throwable checked) {
            throw new IllegalStateException(type + ".of threw a checked exception", checked);
        }
    }

    private static MethodHandle shortForm(Class<?> type, Class<?> form, String refusal, MethodHandles.Lookup lookup) {
        try {
            return lookup.findStatic(type, "of", MethodType.methodType(type, form));
        } catch (ReflectiveOperationException none) {
            throw new IllegalArgumentException(refusal, none);
        }
    }
}
