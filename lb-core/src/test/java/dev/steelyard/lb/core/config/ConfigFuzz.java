package dev.steelyard.lb.core.config;

import dev.steelyard.lb.api.settings.SettingsException;
import java.nio.charset.StandardCharsets;

/**
 * A target for fuzzing: a config is read, or refused with places and reasons.
 *
 * <p>Jazzer calls {@link #fuzzerTestOneInput}; {@code FuzzTargetsTest} calls it with inputs of its own in every build.
 */
public final class ConfigFuzz {
    private ConfigFuzz() {}

    /** @param input a file in UTF-8 */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            ConfigFile.parse("fuzz.conf", new String(input, StandardCharsets.UTF_8));
        } catch (SettingsException refused) {
            if (refused.problems().isEmpty()) {
                throw new AssertionError("refused without a reason", refused);
            }
        }
    }
}
