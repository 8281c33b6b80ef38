package dev.steelyard.lb.api.settings;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Binds one tree of settings to records and collects what is wrong on the way. */
final class RecordBinder {
    private final MethodHandles.Lookup lookup;
    private final List<Problem> problems = new ArrayList<>();

    RecordBinder(MethodHandles.Lookup lookup) {
        this.lookup = lookup;
    }

    void throwIfAnyProblem() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    /** The record, or {@code null} after a problem. */
    Object bindRecord(Class<?> type, Setting block, String path) {
        int before = problems.size();
        RecordComponent[] components = type.getRecordComponents();
        refuseUnknownKeys(components, block, path);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = bindComponent(components, i, block, path);
        }
        return problems.size() > before ? null : construct(type, values, block, path);
    }

    private void refuseUnknownKeys(RecordComponent[] components, Setting block, String path) {
        if (takesRemaining(components)) {
            return;
        }
        TreeSet<String> known = new TreeSet<>(keys(components));
        block.entries().forEach((key, value) -> {
            if (!known.contains(key)) {
                String keys =
                        known.isEmpty() ? " (there are no keys here)" : " (keys: " + String.join(", ", known) + ")";
                problem(value, Settings.join(path, key), "unknown key" + NearestName.hint(key, known) + keys);
            }
        });
    }

    private Object bindComponent(RecordComponent[] components, int index, Setting block, String path) {
        RecordComponent component = components[index];
        if (component.isAnnotationPresent(Remaining.class)) {
            return remaining(components, block, path);
        }
        String key = key(component);
        Setting value = block.entries().get(key);
        String at = Settings.join(path, key);
        return value == null ? bindAbsent(component, block, at) : bindPresent(component, value, at);
    }

    private Object bindPresent(RecordComponent component, Setting value, String at) {
        Object bound = bind(component.getGenericType(), value, at);
        if (bound != null) {
            checkRange(component, bound, value, at);
        }
        return bound;
    }

    private Object bindAbsent(RecordComponent component, Setting block, String at) {
        Default fallback = component.getAnnotation(Default.class);
        if (fallback != null) {
            return bind(component.getGenericType(), new Setting(fallback.value(), block.origin()), at);
        }
        Class<?> type = component.getType();
        if (type.isRecord()) {
            return bind(type, new Setting(Map.of(), block.origin()), at);
        }
        Object empty = emptyOf(type);
        if (empty == null) {
            problem(block, at, "required, but missing");
        }
        return empty;
    }

    private static Object emptyOf(Class<?> type) {
        return type == Optional.class
                ? Optional.empty()
                : type == List.class ? List.of() : type == Map.class ? Map.of() : null;
    }

    private Settings remaining(RecordComponent[] components, Setting block, String path) {
        Map<String, Setting> rest = new LinkedHashMap<>(block.entries());
        keys(components).forEach(rest::remove);
        return Settings.of(path, new Setting(rest, block.origin()));
    }

    private Object bind(Type type, Setting value, String path) {
        if (type instanceof ParameterizedType generic) {
            return bindGeneric(generic, value, path);
        }
        Class<?> target = (Class<?>) type;
        if (takesRemaining(target) && !value.isObject() && !value.isList()) {
            return bindRecord(target, shortForm(target, value), path);
        }
        if (target == Settings.class || (target.isRecord() && value.isObject())) {
            return bindBlock(target, value, path);
        }
        return bindScalar(target, value, path);
    }

    private static boolean takesRemaining(Class<?> type) {
        return type.isRecord() && takesRemaining(type.getRecordComponents());
    }

    private static boolean takesRemaining(RecordComponent[] components) {
        return Arrays.stream(components).anyMatch(component -> component.isAnnotationPresent(Remaining.class));
    }

    private static Setting shortForm(Class<?> target, Setting value) {
        return new Setting(Map.of(key(target.getRecordComponents()[0]), value), value.origin());
    }

    private Object bindBlock(Class<?> target, Setting value, String path) {
        if (!value.isObject()) {
            return problem(value, path, value.shown() + " (expected: a block of keys)");
        }
        return target == Settings.class ? Settings.of(path, value) : bindRecord(target, value, path);
    }

    private Object bindScalar(Class<?> target, Setting value, String path) {
        try {
            return Scalars.read(target, value, lookup);
        } catch (IllegalArgumentException refused) {
            return problem(value, path, refused.getMessage());
        }
    }

    private Object bindGeneric(ParameterizedType type, Setting value, String path) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.ofNullable(bind(arguments[0], value, path));
        }
        return type.getRawType() == List.class
                ? bindList(arguments[0], value, path)
                : bindMap(arguments[1], value, path);
    }

    private Object bindList(Type item, Setting value, String path) {
        if (!value.isList()) {
            return problem(value, path, value.shown() + " (expected: a list, e.g. [ … ])");
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < value.items().size(); i++) {
            Object bound = bind(item, value.items().get(i), path + "[" + i + "]");
            if (bound != null) {
                items.add(bound);
            }
        }
        return List.copyOf(items);
    }

    private Object bindMap(Type entry, Setting value, String path) {
        if (!value.isObject()) {
            return problem(value, path, value.shown() + " (expected: a block of names)");
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        value.entries().forEach((key, item) -> {
            Object bound = bind(entry, item, Settings.join(path, key));
            if (bound != null) {
                entries.put(key, bound);
            }
        });
        return java.util.Collections.unmodifiableMap(entries);
    }

    private void checkRange(RecordComponent component, Object bound, Setting value, String path) {
        Min min = component.getAnnotation(Min.class);
        Max max = component.getAnnotation(Max.class);
        boolean below = min != null && compare(bound, min.value()) < 0;
        boolean above = max != null && compare(bound, max.value()) > 0;
        if (below || above) {
            problem(value, path, value.value() + " (expected: " + range(min, max) + ")");
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

    private Object construct(Class<?> type, Object[] values, Setting block, String path) {
        try {
            return constructor(type).invokeWithArguments(values);
        } catch (IllegalArgumentException refused) {
            return refused(type, block, path, String.valueOf(refused.getMessage()));
        } catch (Error | RuntimeException failure) {
            throw failure;
        } catch (Throwable checked) {
            throw new IllegalStateException(type + ": its constructor threw a checked exception", checked);
        }
    }

    /** A message that begins with one of the record's keys is shown where that key stands. */
    private Object refused(Class<?> type, Setting block, String path, String message) {
        int colon = message.indexOf(": ");
        String key = colon > 0 ? message.substring(0, colon) : "";
        if (!keys(type.getRecordComponents()).contains(key)) {
            return problem(block, path, message);
        }
        Setting at = block.entries().getOrDefault(key, block);
        return problem(at, Settings.join(path, key), message.substring(colon + 2));
    }

    private MethodHandle constructor(Class<?> type) {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return lookup.unreflectConstructor(type.getDeclaredConstructor(parameters));
        } catch (ReflectiveOperationException notReachable) {
            throw new IllegalArgumentException(
                    type + ": the lookup cannot reach its constructor (pass MethodHandles.lookup() of its own class)",
                    notReachable);
        }
    }

    private Object problem(Setting at, String path, String message) {
        problems.add(new Problem(at.origin(), path, message));
        return null;
    }

    private static List<String> keys(RecordComponent[] components) {
        return Arrays.stream(components)
                .filter(component -> !component.isAnnotationPresent(Remaining.class))
                .map(RecordBinder::key)
                .toList();
    }

    private static String key(RecordComponent component) {
        return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }
}
