package dev.steelyard.lb.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code conf/lb.conf} is what users read first: it must start, name every option, and tell the true defaults. */
class ShippedConfigTest {
    private static final Path FILE = Path.of("../lb-distribution/src/main/dist/conf/lb.conf");

    @Test
    void theOptionsThatAreCommentedOutStandAtTheirDefaults() throws IOException {
        String text = Files.readString(FILE);
        String uncommented = text.replaceAll("(?m)^( *)#(?=[a-z])", "$1");
        assertThat(uncommented).isNotEqualTo(text);
        assertThat(ConfigFile.parse("all options", uncommented)).isEqualTo(ConfigFile.parse("as shipped", text));
    }

    @Test
    void everyOptionIsNamed() throws IOException {
        String text = Files.readString(FILE);
        Set<String> missing = new TreeSet<>();
        for (String key : keysOf(LbConfig.class)) {
            if (!Pattern.compile("\\b" + key + "\\b").matcher(text).find()) {
                missing.add(key);
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Set<String> keysOf(Class<?> type) {
        Set<String> keys = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (!component.getType().equals(dev.steelyard.lb.api.settings.Settings.class)) {
                keys.add(component
                        .getName()
                        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                        .toLowerCase(Locale.ROOT));
            }
            configRecord(component.getGenericType()).ifPresent(nested -> keys.addAll(keysOf(nested)));
        }
        return keys;
    }

    /** The record of ours that a component holds, itself or in an optional, list or map; not those written as a string. */
    private static Optional<Class<?>> configRecord(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return configRecord(arguments[arguments.length - 1]);
        }
        Class<?> plain = (Class<?>) type;
        boolean block = plain.isRecord()
                && plain.getPackage().equals(LbConfig.class.getPackage())
                && !List.of(BindAddress.class, AddressRange.class, AccessLogConfig.class)
                        .contains(plain);
        return block ? Optional.of(plain) : Optional.empty();
    }
}
