package dev.steelyard.lb.core.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.core.stream.ProxyHeader.Malformed;
import dev.steelyard.lb.core.stream.ProxyHeader.Version;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443, 192.0.2.7, 56324",
        "PROXY TCP4 0.0.0.0 255.255.255.255 0 65535, 0.0.0.0, 0",
        "PROXY TCP6 2001:db8::7 ::1 1 2, 2001:db8:0:0:0:0:0:7, 1",
        "PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2, 192.0.2.7, 1",
    })
    void aLineTellsWhereTheConnectionComesFrom(String line, String address, int port) throws Malformed {
        InetSocketAddress source = ProxyHeader.readV1(line + "\r\n");
        assertThat(source.getAddress().getHostAddress()).isEqualTo(address);
        assertThat(source.getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN", "PROXY UNKNOWN ffff::1 ffff::2 65535 65535"})
    void aLineMayNotKnow(String line) throws Malformed {
        assertThat(ProxyHeader.readV1(line + "\r\n")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 56324\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443 x\r\n",
                "PROXY TCP4  192.0.2.7 198.51.100.1 56324 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 056324 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 65536 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 -1 443\r\n",
                "PROXY TCP4 192.0.2.07 198.51.100.1 1 443\r\n",
                "PROXY TCP4 192.0.2 198.51.100.1 1 443\r\n",
                "PROXY TCP4 localhost 198.51.100.1 1 443\r\n",
                "PROXY TCP4 2001:db8::7 ::1 1 443\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 1 443\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 1 443\r\n",
                "PROXY TCP6 ::1::2 ::1 1 443\r\n",
                "PROXY UDP4 192.0.2.7 198.51.100.1 1 443\r\n",
                "PROXY tcp4 192.0.2.7 198.51.100.1 1 443\r\n",
                "PROXY UNKNOWNX\r\n",
                "PROXY \r\n"
            })
    @Tag("SEC-24")
    void aLineThatTwoReadersCouldTakeDifferentlyIsRefused(String line) {
        assertThatThrownBy(() -> ProxyHeader.readV1(line)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 198.51.100.1", "2001:db8::7, 2001:db8::1", "192.0.2.7, ::1"})
    void whatIsSentIsReadTheSame(String from, String to) throws Malformed {
        InetSocketAddress source = new InetSocketAddress(from, 50_123);
        InetSocketAddress destination = new InetSocketAddress(to, 443);
        String line = new String(ProxyHeader.v1(source, destination), ISO_8859_1);
        assertThat(line.length()).isLessThanOrEqualTo(ProxyHeader.LONGEST_V1);
        assertThat(ProxyHeader.readV1(line)).isEqualTo(source);
        byte[] binary = ProxyHeader.v2(source, destination);
        assertThat(ProxyHeader.version(Arrays.copyOf(binary, ProxyHeader.PREFIX)))
                .isEqualTo(Version.V2);
        assertThat(ProxyHeader.restOfV2(binary)).isEqualTo(binary.length - ProxyHeader.HEAD_V2);
        assertThat(ProxyHeader.readV2(binary)).isEqualTo(source);
    }

    @Test
    void aConnectionOfTheProxyItselfIsThatOfNobodyElse() throws Malformed {
        byte[] header = ProxyHeader.v2(new InetSocketAddress("192.0.2.7", 1), new InetSocketAddress("192.0.2.8", 2));
        header[12] = 0x20;
        assertThat(ProxyHeader.readV2(header)).isNull();
        byte[] unix = header.clone();
        unix[12] = 0x21;
        unix[13] = 0x31;
        assertThat(ProxyHeader.readV2(unix)).isNull();
    }

    @Test
    @Tag("SEC-24")
    void aBinaryHeaderThatLiesAboutItsLengthIsRefused() {
        byte[] header = ProxyHeader.v2(new InetSocketAddress("192.0.2.7", 1), new InetSocketAddress("192.0.2.8", 2));
        byte[] tooShort = Arrays.copyOf(header, header.length - 1);
        assertThatThrownBy(() -> ProxyHeader.readV2(tooShort)).isInstanceOf(Malformed.class);
        byte[] noVersion = header.clone();
        noVersion[12] = 0x11;
        assertThatThrownBy(() -> ProxyHeader.restOfV2(noVersion)).isInstanceOf(Malformed.class);
        byte[] huge = header.clone();
        huge[14] = (byte) 0xff;
        assertThatThrownBy(() -> ProxyHeader.restOfV2(huge)).isInstanceOf(Malformed.class);
    }

    /** Whatever comes is a source, none, or a refusal: nothing else is thrown, and nothing is looked up. */
    @Test
    @Tag("SEC-24")
    void anyBytesAreReadOrRefused() {
        Random random = new Random(24);
        byte[] good = ProxyHeader.v2(new InetSocketAddress("192.0.2.7", 1), new InetSocketAddress("192.0.2.8", 2));
        String line = "PROXY TCP6 2001:db8::7 ::1 56324 443\r\n";
        for (int i = 0; i < 100_000; i++) {
            byte[] binary = Arrays.copyOf(good, ProxyHeader.HEAD_V2 + random.nextInt(60));
            byte[] text = line.getBytes(ISO_8859_1);
            for (int j = random.nextInt(4); j >= 0; j--) {
                binary[12 + random.nextInt(binary.length - 12)] = (byte) random.nextInt(256);
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            readOrRefused(binary, new String(text, ISO_8859_1));
        }
    }

    private static void readOrRefused(byte[] binary, String line) {
        try {
            ProxyHeader.restOfV2(binary);
            ProxyHeader.readV2(binary);
        } catch (Malformed refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
        try {
            ProxyHeader.readV1(line);
        } catch (Malformed refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }
}
