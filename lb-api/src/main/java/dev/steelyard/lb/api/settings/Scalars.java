package dev.steelyard.lb.api.settings;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads single values: numbers, switches, durations, sizes, enums, and records written as a string. */
final class Scalars {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private Scalars() {}

    /**
     * @throws IllegalArgumentException with a message that shows the value and what was expected
     */
    static Object read(Class<?> type, Setting setting, MethodHandles.Lookup lookup) {
        if (type.isRecord()) {
            return readRecord(type, setting, lookup);
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
        return type.isEnum() ? readEnum(type, text) : readNumber(type, text);
    }

    /** Whether a record may be written as one string. */
    static boolean hasShortForm(Class<?> type, MethodHandles.Lookup lookup) {
        return shortForm(type, String.class, lookup).isPresent();
    }

    private static String expected(Class<?> type) {
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return "a duration, e.g. 10s";
        }
        return type.isEnum() ? String.join(", ", names(type)) : "a number";
    }

    private static Boolean readBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is not a switch (expected: true or false)");
        };
    }

    private static Object readNumber(Class<?> type, String text) {
        if (type == int.class || type == Integer.class) {
            return (int) readWhole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return readWhole(text, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == double.class || type == Double.class) {
            return readDouble(text);
        }
        throw new IllegalStateException(type + " cannot be read from a config (see the list at Settings)");
    }

    private static long readWhole(String text, long least, long most) {
        try {
            BigInteger number = whole(text);
            if (number.compareTo(BigInteger.valueOf(least)) < 0 || number.compareTo(BigInteger.valueOf(most)) > 0) {
                throw new IllegalArgumentException("'" + text + "' (expected: " + least + ".." + most + ")");
            }
            return number.longValue();
        } catch (ArithmeticException | NumberFormatException wrong) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number", wrong);
        }
    }

    /** BigDecimal only for what needs it ({@code 2.0}, {@code 1e3}): its class takes 100 ms to load on Java 22 and later. */
    private static BigInteger whole(String text) {
        if (WHOLE.matcher(text).matches()) {
            return new BigInteger(text);
        }
        BigDecimal beyondLong = BigDecimal.valueOf(1, -20); // 1e20; the digits of 1e999999999 would fill the memory
        return new BigDecimal(text).min(beyondLong).max(beyondLong.negate()).toBigIntegerExact();
    }

    private static double readDouble(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a number");
        }
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is too large (expected: at most " + Double.MAX_VALUE + ")");
        }
        return number;
    }

    private static Object readEnum(Class<?> type, String text) {
        List<String> names = names(type);
        int index = names.indexOf(text);
        if (index < 0) {
            String choices = " (expected: " + String.join(", ", names) + ")";
            throw new IllegalArgumentException("'" + text + "'" + NearestName.hint(text, names) + choices);
        }
        return type.getEnumConstants()[index];
    }

    private static List<String> names(Class<?> enumeration) {
        return Arrays.stream(enumeration.getEnumConstants())
                .map(constant ->
                        ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static Object readRecord(Class<?> type, Setting setting, MethodHandles.Lookup lookup) {
        Class<?> form = setting.isList() ? List.class : setting.isObject() ? Map.class : String.class;
        MethodHandle of = shortForm(type, form, lookup)
                .orElseThrow(() -> new IllegalArgumentException(
                        setting.shown() + " (expected: " + expectedForm(type, lookup) + ")"));
        return make(
                of, setting.isList() ? texts(setting, lookup) : setting.value().toString());
    }

    private static List<String> texts(Setting list, MethodHandles.Lookup lookup) {
        return list.items().stream()
                .map(item -> (String) read(String.class, item, lookup))
                .toList();
    }

    private static Object make(MethodHandle of, Object value) {
        try {
            return of.invoke(value);
        } catch (Error | RuntimeException failure) {
            throw failure;
        } catch (Throwable checked) {
            throw new IllegalStateException(of + " threw a checked exception", checked);
        }
    }

    private static String expectedForm(Class<?> type, MethodHandles.Lookup lookup) {
        if (type == ByteSize.class) {
            return "a size, e.g. 64KiB";
        }
        if (hasShortForm(type, lookup)) {
            return "a single value";
        }
        return shortForm(type, List.class, lookup).isPresent() ? "a list" : "a block of keys";
    }

    private static Optional<MethodHandle> shortForm(Class<?> type, Class<?> form, MethodHandles.Lookup lookup) {
        try {
            return Optional.of(lookup.findStatic(type, "of", MethodType.methodType(type, form)));
        } catch (NoSuchMethodException none) {
            return Optional.empty();
        } catch (IllegalAccessException hidden) {
            throw new IllegalStateException(type.getName() + ".of: the lookup cannot reach it", hidden);
        }
    }
}
