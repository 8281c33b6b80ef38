package dev.steelyard.lb.api.settings;

import java.lang.invoke.MethodHandles;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A block of the config that can be read into a record.
 *
 * <pre>{@code
 * record PeakSettings(@Default("10s") @Min("1s") Duration decayTime, @Default("2") @Min("2") int choices) {}
 *
 * PeakSettings peak = settings.as(PeakSettings.class, MethodHandles.lookup());
 * }</pre>
 *
 * <p>The key of a component is its name in kebab case ({@code decayTime}: {@code decay-time}). Types: {@code int}, {@code long}, {@code
 * double}, {@code boolean}, {@link String}, {@link java.time.Duration}, {@link ByteSize}, enums (constants in kebab case),
 * {@link java.util.Optional}, {@link List}, {@link Map} with string keys, {@link Settings} itself, and records of these. A
 * record with a static {@code of(String)} may also be written as a plain string, one with a static {@code of(List)} of
 * strings as a list. A component without a {@link Default} is required, except optionals, lists and maps, which are empty,
 * and records, which take their own defaults.
 *
 * <p>Immutable; any thread.
 */
public final class Settings {
    private final String path;
    private final Setting root;

    private Settings(String path, Setting root) {
        this.path = path;
        this.root = root;
    }

    /**
     * Settings over a parsed block.
     *
     * @param path where the block stands, empty for the whole config
     * @param root an object; absent keys are reported at its origin
     */
    public static Settings of(String path, Setting root) {
        Objects.requireNonNull(path, "path");
        if (!root.isObject()) {
            throw new IllegalArgumentException("root: " + root.shown() + " (expected: a block of keys)");
        }
        return new Settings(path, root);
    }

    /** Settings over plain values, for tests: {@code Settings.of(Map.of("choices", 2, "decay-time", "10s"))}. */
    public static Settings of(Map<String, ?> values) {
        return of("", Setting.of(values, "test"));
    }

    /** Settings with no keys, as a short form like {@code algorithm = random} has. */
    public static Settings empty(String path, String origin) {
        return of(path, new Setting(Map.of(), origin));
    }

    /**
     * Reads the block into a record.
     *
     * <p>The record's constructor may refuse values by {@link IllegalArgumentException}; a message that starts with a
     * component's key and a colon ({@code "choices: 9 (expected: 2..8)"}) is shown at that key's line.
     *
     * @param lookup of the caller, so that private records can be made
     * @throws SettingsException with every problem: unknown keys, missing keys, values of the wrong type or range
     * @throws IllegalStateException if the record itself is wrong: a type not in the list, or out of the lookup's reach
     */
    public <R extends Record> R as(Class<R> type, MethodHandles.Lookup lookup) {
        RecordBinder binder = new RecordBinder(lookup);
        R bound = type.cast(binder.bindRecord(type, root, path));
        binder.throwIfAnyProblem();
        return bound;
    }

    /**
     * A problem with a key of this block that only its reader can see, to be thrown.
     *
     * @param key a key of this block, possibly absent; empty for the block itself
     */
    public SettingsException problem(String key, String message) {
        Setting at = root.entries().getOrDefault(key, root);
        return new SettingsException(List.of(new Problem(at.origin(), join(path, key), message)));
    }

    /** These settings with some keys put in place of those they have. */
    public Settings with(Map<String, ?> replacements, String origin) {
        Map<String, Setting> entries = new LinkedHashMap<>(root.entries());
        replacements.forEach((key, value) -> entries.put(key, Setting.of(value, origin)));
        return new Settings(path, new Setting(entries, root.origin()));
    }

    /** The keys and their plain values: strings, numbers, booleans, lists and maps of such. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        root.entries().forEach((key, entry) -> values.put(key, plain(entry)));
        return Collections.unmodifiableMap(values);
    }

    /** Whether a key is there. */
    public boolean has(String key) {
        return root.entries().containsKey(key);
    }

    /** Where the block stands in the config, such as {@code pools.web.algorithm}. */
    public String path() {
        return path;
    }

    /** The {@code file:line} where the block begins. */
    public String origin() {
        return root.origin();
    }

    /** Two settings are equal if they have the same keys and values, wherever they came from. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Settings settings && plain(root).equals(plain(settings.root));
    }

    @Override
    public int hashCode() {
        return plain(root).hashCode();
    }

    @Override
    public String toString() {
        return path + plain(root);
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : key.isEmpty() ? path : path + "." + key;
    }

    private static Object plain(Setting setting) {
        if (setting.isObject()) {
            Map<String, Object> values = new LinkedHashMap<>();
            setting.entries().forEach((key, entry) -> values.put(key, plain(entry)));
            return values;
        }
        return setting.isList() ? setting.items().stream().map(Settings::plain).toList() : setting.value();
    }
}
