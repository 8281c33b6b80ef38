package dev.steelyard.lb.healthchecks.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HuffmanCodeTest {

    private static String decode(String hex) throws ProtocolException {
        return HuffmanCode.decode(HexFormat.of().parseHex(hex));
    }

    /** RFC 7541 appendices C.4 and C.6. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f1e3c2e5f23a6ba0ab90f4ff|www.example.com",
                "a8eb10649cbf|no-cache",
                "25a849e95ba97d7f|custom-key",
                "25a849e95bb8e8b4bf|custom-value",
                "6402|302",
                "640eff|307",
                "aec3771a4b|private",
                "d07abe941054d444a8200595040b8166e082a62d1bff|Mon, 21 Oct 2013 20:13:21 GMT",
                "9d29ad171863c78f0b97c8e9ae82ae43d3|https://www.example.com",
                "94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007"
                        + "|foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"
            })
    void theTextsOfTheStandardAreRead(String hex, String text) throws ProtocolException {
        assertThat(decode(hex)).isEqualTo(text);
    }

    @Test
    void nothingIsAnEmptyText() throws ProtocolException {
        assertThat(decode("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "ffff", "00", "a8eb10649cbfff", "fffffffc", "ffffffff"})
    void textsThatEndWithinALetterAreRefused(String hex) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(ProtocolException.class);
    }
}
