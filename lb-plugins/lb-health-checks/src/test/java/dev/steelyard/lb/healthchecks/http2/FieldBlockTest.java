package dev.steelyard.lb.healthchecks.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldBlockTest {

    private static Map<String, String> decode(String hex) throws ProtocolException {
        return FieldBlock.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    /** RFC 7541 appendices C.2 and C.4.1. */
    @Test
    void theFormsOfTheStandardAreRead() throws ProtocolException {
        assertThat(decode("400a637573746f6d2d6b65790d637573746f6d2d686561646572"))
                .isEqualTo(Map.of("custom-key", "custom-header"));
        assertThat(decode("040c2f73616d706c652f70617468")).isEqualTo(Map.of(":path", "/sample/path"));
        assertThat(decode("100870617373776f726406736563726574")).isEqualTo(Map.of("password", "secret"));
        assertThat(decode("82")).isEqualTo(Map.of(":method", "GET"));
        assertThat(decode("828684418cf1e3c2e5f23a6ba0ab90f4ff"))
                .isEqualTo(Map.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "www.example.com"));
    }

    @Test
    void aTableMayBeSetToNothing() throws ProtocolException {
        assertThat(decode("2088")).isEqualTo(Map.of(":status", "200"));
    }

    @Test
    void whatWeSendIsReadBackWhateverItsLength() throws ProtocolException {
        for (int length : new int[] {0, 1, 126, 127, 128, 254, 255, 256, 5_000}) {
            Map<String, String> fields = Map.of("x".repeat(length), "v".repeat(length));
            byte[] bytes = Http2Request.bytes(fields, new byte[0]);
            int start = 24 + 9 + 12 + 9;
            int end = bytes.length - 9;
            assertThat(FieldBlock.decode(ByteBuffer.wrap(bytes, start, end - start)))
                    .as("length %d", length)
                    .isEqualTo(fields);
        }
    }

    @Tag("SEC-14")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // no field 0
                "be", // the first of a table that was not allowed
                "3f", // a size that ends too early
                "3fe11f", // a table of 4,096 bytes
                "00", // a name that is missing
                "000161", // a value that is missing
                "00016105", // a value longer than the block
                "ffffffffff7f", // an index over all measure
                "007fffffff7f61", // a length over all measure
                "00ffffffffff0f61"
            })
    void blocksThatBreakTheRulesAreRefused(String hex) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(ProtocolException.class);
    }

    @Tag("SEC-14")
    @Test
    void garbageIsReadOrRefusedAndNothingElse() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                FieldBlock.decode(ByteBuffer.wrap(bytes))
                        .forEach((name, value) -> assertThat(name + value).hasSizeLessThan(1_000));
            } catch (ProtocolException refused) {
                assertThat(refused).hasMessageContaining(" ");
            }
        }
    }
}
