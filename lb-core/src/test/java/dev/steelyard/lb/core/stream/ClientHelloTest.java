package dev.steelyard.lb.core.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.core.stream.ClientHello.Malformed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** Reading what the JDK's client says first. */
class ClientHelloTest {

    static byte[] hello(String serverName, String... protocols) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (serverName != null) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static ByteBuffer received(byte[] bytes, int length) {
        return ByteBuffer.allocate(LoopStreams.BUFFER_BYTES).put(bytes, 0, length);
    }

    /** The same message in records of that many bytes. */
    static byte[] inRecordsOf(int size, byte[] hello) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int at = 5; at < hello.length; at += size) {
            int length = Math.min(size, hello.length - at);
            records.write(hello, 0, 3);
            records.write(length >> 8);
            records.write(length);
            records.write(hello, at, length);
        }
        return records.toByteArray();
    }

    @Test
    void theServerNameAndTheProtocolsAreRead() throws Exception {
        byte[] hello = hello("Mail.Example.COM", "h2", "http/1.1");
        ByteBuffer received = received(hello, hello.length);
        assertThat(ClientHello.missing(received)).isZero();
        ClientHello read = ClientHello.of(received);
        assertThat(read.serverName()).isEqualTo("mail.example.com");
        assertThat(read.protocols()).containsExactly("h2", "http/1.1");
        assertThat(received.position()).isEqualTo(hello.length);
    }

    @Test
    void aClientMayNameNothing() throws Exception {
        byte[] hello = hello(null);
        ClientHello read = ClientHello.of(received(hello, hello.length));
        assertThat(read.serverName()).isEmpty();
        assertThat(read.protocols()).isEmpty();
    }

    @Test
    void itMayComeInAnyPieces() throws Exception {
        byte[] whole = hello("mail.example.com", "imap");
        for (int size : new int[] {1, 2, 3, 7, 100, 5000}) {
            byte[] hello = inRecordsOf(size, whole);
            for (int length = 0; length < hello.length; length++) {
                int missing = ClientHello.missing(received(hello, length));
                assertThat(missing).isBetween(1, hello.length - length);
            }
            ClientHello read = ClientHello.of(received(hello, hello.length));
            assertThat(read.serverName()).isEqualTo("mail.example.com");
        }
    }

    @Test
    void whatFollowsItIsLeftAlone() throws Exception {
        byte[] hello = hello("mail.example.com");
        byte[] more = Arrays.copyOf(hello, hello.length + 100);
        assertThat(ClientHello.missing(received(more, more.length))).isZero();
        assertThat(ClientHello.of(received(more, more.length)).serverName()).isEqualTo("mail.example.com");
    }

    @Test
    void whatIsNoTlsIsKnownByItsFirstByte() {
        byte[] request = "GET / HTTP/1.1\r\n".getBytes(US_ASCII);
        assertThatThrownBy(() -> ClientHello.missing(received(request, 1))).isInstanceOf(Malformed.class);
    }

    /** Lengths that lie, names that are none: refused, and nothing else is thrown. */
    @Test
    void anyBytesAreReadOrRefused() throws Exception {
        byte[] good = hello("mail.example.com", "h2");
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bad = good.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                ByteBuffer received = received(bad, bad.length);
                if (ClientHello.missing(received) == 0) {
                    ClientHello.of(received);
                }
            } catch (Malformed malformed) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1000, 99_000);
    }
}
