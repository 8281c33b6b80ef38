package dev.steelyard.lb.api.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "512B, 512",
        "64KiB, 65536",
        "64kib, 65536",
        "64 KiB, 65536",
        "10kB, 10000",
        "10MB, 10000000",
        "1MiB, 1048576",
        "1.5MiB, 1572864",
        "2GB, 2000000000",
        "2GiB, 2147483648"
    })
    void readsANumberAndAUnit(String text, long bytes) {
        assertThat(ByteSize.of(text)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1024", "KiB", "", "-1B", "10 apples", "1,5MB", "none"})
    void refusesWhatHasNoNumberOrNoUnit(String text) {
        assertThatThrownBy(() -> ByteSize.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a size (expected e.g. 64KiB, 10MB, unlimited)");
    }

    @Test
    void refusesLessThanNothing() {
        assertThatThrownBy(() -> new ByteSize(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bytes: -1 (expected: 0 or more)");
    }

    @Test
    void unlimitedIsLargerThanAnySize() {
        ByteSize unlimited = ByteSize.of("unlimited");

        assertThat(unlimited.isUnlimited()).isTrue();
        assertThat(ByteSize.of("999GiB").isUnlimited()).isFalse();
        assertThat(unlimited).isGreaterThan(ByteSize.of("999GiB"));
    }

    @Test
    void asAnIntItIsCutOffNotWrappedRound() {
        assertThat(ByteSize.of("64KiB").intBytes()).isEqualTo(65_536);
        assertThat(ByteSize.of("4GiB").intBytes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(ByteSize.of("unlimited").intBytes()).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0B", "1000B", "64KiB", "1023B", "unlimited"})
    void printsWhatItCanReadBack(String text) {
        assertThat(ByteSize.of(text)).hasToString(text);
        assertThat(ByteSize.of(ByteSize.of(text).toString())).isEqualTo(ByteSize.of(text));
    }
}
