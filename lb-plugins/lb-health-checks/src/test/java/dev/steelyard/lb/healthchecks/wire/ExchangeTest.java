package dev.steelyard.lb.healthchecks.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.testkit.FakeBackend;
import dev.steelyard.lb.testkit.ProbeConnection;
import dev.steelyard.lb.testkit.ProbeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ExchangeTest {
    private static final byte[] NOTHING = {};

    /** Fails the test if it is asked. */
    private static final class UnaskedReader implements AnswerReader {
        @Override
        public ProbeResult received(ByteBuffer bytes) {
            throw new IllegalStateException("asked about bytes");
        }

        @Override
        public ProbeResult ended() {
            throw new IllegalStateException("asked about the end");
        }
    }

    private static ProbeResult probe(FakeBackend backend) throws Exception {
        return Exchange.start(backend, NOTHING, new UnaskedReader()).get(10, TimeUnit.SECONDS);
    }

    @Test
    void aRefusedConnectionSaysWhere() throws Exception {
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            FakeBackend backend = FakeBackend.at("b", (InetSocketAddress) bound.getLocalSocketAddress());
            assertThat(probe(backend).detail())
                    .isEqualTo("connect to 127.0.0.1:" + bound.getLocalPort() + ": Connection refused");
        }
    }

    @Test
    void anUnresolvedAddressNamesTheHost() throws Exception {
        FakeBackend backend = FakeBackend.at("b", InetSocketAddress.createUnresolved("no-such-host.invalid", 80));
        assertThat(probe(backend)).isEqualTo(ProbeResult.down(0, "cannot resolve host no-such-host.invalid"));
    }

    @Test
    void aResetSaysThatTheConnectionWasLost() throws Exception {
        ProbeServer.Script script = connection -> {
            connection.readUntil("x");
            connection.reset();
        };
        try (ProbeServer server = ProbeServer.running(script)) {
            ProbeResult result = Exchange.start(server.backend(), "x".getBytes(), new UnaskedReader())
                    .get(10, TimeUnit.SECONDS);
            assertThat(result.detail()).startsWith("connection lost: Connection reset");
        }
    }

    @Test
    void aReaderThatThrowsFailsTheProbeAndClosesTheConnection() throws IOException {
        try (ProbeServer server = ProbeServer.running(connection -> connection.write("hello"))) {
            assertThatThrownBy(() -> probe(server.backend()))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("asked about bytes");
            server.nextConnection().awaitPeerClosed();
        }
    }

    @Test
    void aLargeRequestIsSentWhole() throws Exception {
        String request = "x".repeat(5_000_000) + "!";
        try (ProbeServer server = ProbeServer.running(connection -> connection.readToEnd())) {
            AnswerReader upWhenSent = new AnswerReader() {
                @Override
                public ProbeResult sent() {
                    return ProbeResult.up(0);
                }

                @Override
                public ProbeResult received(ByteBuffer bytes) {
                    throw new IllegalStateException("nothing was sent");
                }

                @Override
                public ProbeResult ended() {
                    throw new IllegalStateException("the server did not end");
                }
            };
            ProbeResult result = Exchange.start(server.backend(), request.getBytes(), upWhenSent)
                    .get(10, TimeUnit.SECONDS);
            assertThat(result).isEqualTo(ProbeResult.up(0));
            ProbeConnection connection = server.nextConnection();
            connection.awaitPeerClosed();
            assertThat(connection.received()).hasSize(request.length()).endsWith("!");
        }
    }
}
