package dev.steelyard.lb.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each {@code *.conf} in {@code golden/} is wrong in the ways that the {@code *.txt} beside it says, line by line. */
class GoldenConfigTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dev/steelyard/lb/core/config/golden");

    @TestFactory
    List<DynamicTest> everyFaultIsReportedAtItsLine() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            List<Path> configs = files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
            assertThat(configs).hasSizeGreaterThan(10);
            return configs.stream()
                    .map(config -> DynamicTest.dynamicTest(
                            config.getFileName().toString(),
                            () -> assertThat(problemsOf(config)).containsExactlyElementsOf(expectedFor(config))))
                    .toList();
        }
    }

    private static List<String> expectedFor(Path config) throws IOException {
        return Files.readAllLines(Path.of(config.toString().replace(".conf", ".txt")));
    }

    private static List<String> problemsOf(Path config) {
        SettingsException refused = catchThrowableOfType(
                SettingsException.class, () -> ConfigFile.draft(config).config());
        assertThat(refused).as("%s must be refused", config).isNotNull();
        return refused.problems().stream()
                .map(Problem::toString)
                .map(line -> line.replace(GOLDEN + "/", ""))
                .toList();
    }
}
