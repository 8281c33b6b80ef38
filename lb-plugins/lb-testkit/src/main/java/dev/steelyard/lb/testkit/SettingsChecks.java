package dev.steelyard.lb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What the contracts ask of a factory that reads settings, whatever its extension point. */
final class SettingsChecks {
    private static final String UNKNOWN = "no-such-key";
    private static final String KEYS = "(keys: ";

    private SettingsChecks() {}

    /** An unknown key beside valid ones is refused, and named. */
    static void refusesUnknownKey(Map<String, ?> every, Consumer<Settings> create) {
        assertThat(refusalOf(UNKNOWN, 1, every, create)).contains(UNKNOWN);
    }

    /**
     * The settings under test are all there are. {@link Settings#as} lists the known keys when it refuses one; a factory
     * that reads its settings in another way is not checked.
     */
    static void namesEveryKey(Map<String, ?> every, Consumer<Settings> create) {
        String message = refusalOf(UNKNOWN, 1, every, create);
        int from = message.indexOf(KEYS);
        if (from >= 0) {
            String names = message.substring(from + KEYS.length(), message.indexOf(')', from));
            assertThat(new TreeSet<>(every.keySet())).isEqualTo(new TreeSet<>(Set.of(names.split(", "))));
        }
    }

    /** So each key is read, and read as what it is. */
    static void refusesBlocksForPlainValues(Map<String, ?> every, Consumer<Settings> create) {
        every.forEach((key, value) -> {
            if (!(value instanceof Map)) {
                assertThat(refusalOf(key, Map.of(UNKNOWN, 1), every, create)).contains(key);
            }
        });
    }

    private static String refusalOf(String key, Object value, Map<String, ?> every, Consumer<Settings> create) {
        Map<String, Object> settings = new HashMap<>(every);
        settings.put(key, value);
        SettingsException refusal =
                catchThrowableOfType(SettingsException.class, () -> create.accept(Settings.of(settings)));
        assertThat(refusal).as("refusal of %s", settings).isNotNull();
        return refusal.getMessage();
    }
}
