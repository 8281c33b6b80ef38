package dev.steelyard.lb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steelyard.lb.api.Extension;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** What every contract asks of a factory: its registration, and that it knows its keys. */
final class FactoryChecks {
    private static final String UNKNOWN_KEY = "no-such-key";

    private FactoryChecks() {}

    /**
     * @param loaded the providers that {@link ServiceLoader} finds; loaded by the contract, whose module uses the service
     */
    static void assertRegistered(Extension factory, Class<? extends Extension> service, ServiceLoader<?> loaded) {
        assertThat(factory.type()).as("type").matches("[a-z][a-z0-9-]*");
        assertThat(loaded.stream().map(ServiceLoader.Provider::type).map(Class::getName))
                .as("providers of %s that ServiceLoader finds", service.getSimpleName())
                .contains(factory.getClass().getName());
        assertThat(servicesFile(factory, service))
                .as("META-INF/services/%s, for use outside the module path", service.getName())
                .contains(factory.getClass().getName());
    }

    /** Every key must be in the test's map, or a key could be added that no test ever sets. */
    static void assertKnowsItsKeys(Map<String, ?> everySetting, Consumer<Settings> create) {
        create.accept(Settings.of(everySetting));
        Map<String, Object> withUnknown = new HashMap<>(everySetting);
        withUnknown.put(UNKNOWN_KEY, "x");
        SettingsException refusal =
                catchThrowableOfType(SettingsException.class, () -> create.accept(Settings.of(withUnknown)));
        assertThat(refusal).as("the refusal of an unknown key").isNotNull().hasMessageContaining(UNKNOWN_KEY);
        assertThat(keysIn(refusal.getMessage()))
                .as("the keys of the type, all of which the test must set")
                .containsExactlyInAnyOrderElementsOf(everySetting.keySet());
    }

    private static List<String> keysIn(String refusal) {
        int start = refusal.indexOf("(keys: ");
        return start < 0
                ? List.of()
                : List.of(refusal.substring(start + "(keys: ".length(), refusal.indexOf(')', start))
                        .split(", "));
    }

    private static List<String> servicesFile(Extension factory, Class<?> service) {
        String resource = "META-INF/services/" + service.getName();
        try (InputStream file = factory.getClass().getClassLoader().getResourceAsStream(resource)) {
            return file == null
                    ? List.of()
                    : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
