package dev.steelyard.lb.core.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is odd about the bytes of a message, but legal, is passed on as it is, or refused as a whole. */
class BytesOfMessagesTest {

    /** Around the sizes at which lengths overflow a byte, a word, or a buffer. */
    @ParameterizedTest
    @ValueSource(
            ints = {1, 127, 128, 255, 256, 257, 4095, 4096, 8191, 8192, 16_300, 16_384, 32_767, 32_768, 65_535, 65_536})
    @Tag("SEC-07")
    void aNameOrValueOfAnyLengthComesWholeOrNotAtAll(int length) throws Exception {
        try (RawOrigin origin = RawOrigin.saying(RawOrigin.HELLO);
                TestBalancer balancer = TestBalancer.before(origin)) {
            String text = "x".repeat(length);
            check(balancer, origin, "X-Long", text);
            check(balancer, origin, "N" + text, "short");
        }
    }

    private static void check(TestBalancer balancer, RawOrigin origin, String name, String value) throws Exception {
        Wire.Message response =
                balancer.ask("GET / HTTP/1.1\r\nHost: h\r\n" + name + ": " + value + "\r\nContent-Length: 0\r\n\r\n");
        if (response.status() == 200) {
            assertThat(origin.request().headers(name)).containsExactly(value);
        } else {
            assertThat(response.status()).isEqualTo(431);
            assertThat(name.length() + value.length()).isGreaterThan(16_000);
        }
        assertThat(origin.requestsLeft()).isZero();
    }

    /** Ten MiB of zeros are ten KiB of gzip: who looks into bodies could be made to hold a thousand times what came. */
    @Test
    @Tag("SEC-28")
    void aCompressedBodyIsPassedOnAsItIs() throws Exception {
        String bomb = new String(gzip(new byte[10 << 20]), ISO_8859_1);
        String framed = "Content-Encoding: gzip\r\nContent-Length: " + bomb.length() + "\r\n\r\n" + bomb;
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\n" + framed);
                });
                TestBalancer balancer = TestBalancer.before(origin)) {
            Wire.Message response = balancer.ask("POST / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n" + framed);

            assertThat(response.body()).isEqualTo(bomb);
            assertThat(origin.request().body()).isEqualTo(bomb);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }
}
