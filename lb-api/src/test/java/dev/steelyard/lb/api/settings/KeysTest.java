package dev.steelyard.lb.api.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import org.junit.jupiter.api.Test;

class KeysTest {

    private record Names(
            @Default("1") int x509Chain,
            @Default("2") int http2,
            @Default("3") int ipV4Prefix,
            @Default("4") int maxURLLength,
            @Default("5") int x) {}

    @Test
    void keysAreTheNamesInKebabCase() {
        assertThat(ConfigText.parse("", """
                x509-chain = 6
                http2 = 7
                ip-v4-prefix = 8
                max-url-length = 9
                x = 10""").as(Names.class, MethodHandles.lookup()))
                .isEqualTo(new Names(6, 7, 8, 9, 10));
    }
}
