package dev.steelyard.lb.api.settings;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Binds one tree of settings to records and collects what is wrong on the way. */
final class RecordBinder {
    private final MethodHandles.Lookup lookup;
    private final Ranges ranges;
    private final List<Problem> problems = new ArrayList<>();

    RecordBinder(MethodHandles.Lookup lookup) {
        this.lookup = lookup;
        this.ranges = new Ranges(lookup);
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
        if (Keys.takeRemaining(components)) {
            return;
        }
        TreeSet<String> known = new TreeSet<>(Keys.of(components));
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
        String key = Keys.of(component);
        Setting value = block.entries().get(key);
        String at = Settings.join(path, key);
        return value == null ? bindAbsent(component, block, at) : bindPresent(component, value, at);
    }

    private Object bindPresent(RecordComponent component, Setting value, String at) {
        Object bound = bind(component.getGenericType(), value, at);
        Optional<String> range = bound == null ? Optional.empty() : ranges.brokenBy(component, bound);
        range.ifPresent(expected -> problem(value, at, value.value() + " (expected: " + expected + ")"));
        return bound;
    }

    private Object bindAbsent(RecordComponent component, Setting block, String at) {
        Default fallback = component.getAnnotation(Default.class);
        if (fallback != null) {
            return bind(component.getGenericType(), new Setting(fallback.value(), block.origin()), at);
        }
        Class<?> type = component.getType();
        if (isBlock(type)) {
            return bindAbsentBlock(type, block, at);
        }
        Object empty = emptyOf(type);
        if (empty == null) {
            problem(block, at, "required, but missing");
        }
        return empty;
    }

    /** A value that people write as one string is missing as one, not as the parts they never see. */
    private Object bindAbsentBlock(Class<?> type, Setting block, String at) {
        int before = problems.size();
        Object bound = bindRecord(type, new Setting(Map.of(), block.origin()), at);
        if (bound == null && Scalars.hasShortForm(type, lookup)) {
            problems.subList(before, problems.size()).clear();
            problem(block, at, "required, but missing");
        }
        return bound;
    }

    private static Object emptyOf(Class<?> type) {
        return type == Optional.class
                ? Optional.empty()
                : type == List.class ? List.of() : type == Map.class ? Map.of() : null;
    }

    private Settings remaining(RecordComponent[] components, Setting block, String path) {
        Map<String, Setting> rest = new LinkedHashMap<>(block.entries());
        Keys.of(components).forEach(rest::remove);
        return Settings.of(path, new Setting(rest, block.origin()));
    }

    private Object bind(Type type, Setting value, String path) {
        if (type instanceof ParameterizedType generic) {
            return bindGeneric(generic, value, path);
        }
        Class<?> target = (Class<?>) type;
        if (Keys.takeRemaining(target) && !value.isObject() && !value.isList()) {
            return bindRecord(target, shortForm(target, value), path);
        }
        if (target == Settings.class || (isBlock(target) && value.isObject())) {
            return bindBlock(target, value, path);
        }
        return bindScalar(target, value, path);
    }

    /** Whether a type is written as keys of its own; a size is a record only to its Java readers. */
    private static boolean isBlock(Class<?> type) {
        return type.isRecord() && type != ByteSize.class;
    }

    private static Setting shortForm(Class<?> target, Setting value) {
        return new Setting(Map.of(Keys.of(target.getRecordComponents()[0]), value), value.origin());
    }

    private Object bindBlock(Class<?> target, Setting value, String path) {
        if (!value.isObject()) {
            return problem(value, path, value.shown() + " (expected: a block of keys)");
        }
        return target == Settings.class ? Settings.of(path, value) : bindRecord(target, value, path);
    }

    private Object bindScalar(Class<?> target, Setting value, String path) {
        try {
            Object bound = Scalars.read(target, value, lookup);
            if (isBlock(target)) {
                ranges.brokenWithin((Record) bound).forEach(broken -> problem(value, path, broken));
            }
            return bound;
        } catch (IllegalArgumentException refused) {
            return problem(value, path, refused.getMessage());
        }
    }

    private Object bindGeneric(ParameterizedType type, Setting value, String path) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.ofNullable(bind(arguments[0], value, path));
        }
        if (type.getRawType() == List.class) {
            return bindList(arguments[0], value, path);
        }
        if (type.getRawType() == Map.class && arguments[0] == String.class) {
            return bindMap(arguments[1], value, path);
        }
        throw new IllegalStateException(type + " cannot be read from a config (see the list at Settings)");
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
        return Collections.unmodifiableMap(entries);
    }

    private Object construct(Class<?> type, Object[] values, Setting block, String path) {
        try {
            return newInstance(constructor(type), values);
        } catch (IllegalArgumentException refused) {
            return refused(type, block, path, String.valueOf(refused.getMessage()));
        } catch (Error | RuntimeException failure) {
            throw failure;
        } catch (Throwable checked) {
            throw new IllegalStateException(type + ": its constructor threw a checked exception", checked);
        }
    }

    /** By reflection where the record's module opens it to us, since a method handle is compiled for each shape of record. */
    private Object newInstance(Constructor<?> constructor, Object[] values) throws Throwable {
        if (!reaches(constructor) || !constructor.trySetAccessible()) {
            return handle(constructor).invokeWithArguments(values);
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    /** A message that begins with one of the record's keys is shown where that key stands. */
    private Object refused(Class<?> type, Setting block, String path, String message) {
        int colon = message.indexOf(": ");
        String key = colon > 0 ? message.substring(0, colon) : "";
        if (!Keys.of(type.getRecordComponents()).contains(key)) {
            return problem(block, path, message);
        }
        Setting at = block.entries().getOrDefault(key, block);
        return problem(at, Settings.join(path, key), message.substring(colon + 2));
    }

    private boolean reaches(Constructor<?> constructor) {
        try {
            MethodHandles.privateLookupIn(constructor.getDeclaringClass(), lookup);
            return true;
        } catch (IllegalAccessException outOfReach) {
            return false;
        }
    }

    private static Constructor<?> constructor(Class<?> type) {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(parameters);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(type + ": every record has a canonical constructor", impossible);
        }
    }

    private MethodHandle handle(Constructor<?> constructor) {
        try {
            return lookup.unreflectConstructor(constructor);
        } catch (IllegalAccessException notReachable) {
            throw new IllegalStateException(
                    constructor.getName()
                            + ": the lookup cannot reach its constructor (pass MethodHandles.lookup() of its own class)",
                    notReachable);
        }
    }

    private Object problem(Setting at, String path, String message) {
        problems.add(new Problem(at.origin(), path, message));
        return null;
    }
}
