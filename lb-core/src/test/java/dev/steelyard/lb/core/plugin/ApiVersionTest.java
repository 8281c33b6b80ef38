package dev.steelyard.lb.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.4.2, 1.4.2, true",
        "1.4.2, 1.4, true",
        "1.4.2, 1.0.9, true",
        "1.4.2, 1.4.2-SNAPSHOT, true",
        "1.4.2, 1.4.3, false",
        "1.4.2, 1.10, false",
        "1.4.2, 2.0, false",
        "2.0.0, 1.4, false"
    })
    void anApiServesTheSameMajorVersionThatIsNotNewer(String host, String plugin, boolean served) {
        assertThat(ApiVersion.parse(host).serves(ApiVersion.parse(plugin))).isEqualTo(served);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "one.two", "1.2.", "-1.2", "1.99999999999"})
    void whatIsNoVersionIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiVersion.parse(text))
                .withMessage("'" + text + "' is not a version (expected: such as 1.4 or 1.4.2)");
    }
}
