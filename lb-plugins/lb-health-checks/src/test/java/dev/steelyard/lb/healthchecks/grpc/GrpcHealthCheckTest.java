package dev.steelyard.lb.healthchecks.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steelyard.lb.api.health.HealthCheckFactory;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.health.ProbeResult.Verdict;
import dev.steelyard.lb.api.settings.Settings;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.testkit.FakeContext;
import dev.steelyard.lb.testkit.HealthCheckContract;
import dev.steelyard.lb.testkit.ProbeConnection;
import dev.steelyard.lb.testkit.ProbeServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GrpcHealthCheckTest extends HealthCheckContract {
    private static final String SETTINGS = frame(4, 0, 0, "");
    private static final String HEAD = frame(1, 4, 1, "88" + field("content-type", "application/grpc"));
    private static final String SERVING = frame(0, 0, 1, "00000000020801");
    private static final String NOT_SERVING = frame(0, 0, 1, "00000000020802");
    private static final String WELL = trailers(0);

    @Override
    protected HealthCheckFactory factory() {
        return new GrpcHealthCheckFactory();
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("service", "shop.Cart");
    }

    @Override
    protected Map<String, ?> everySetting() {
        return Map.of("service", "shop.Cart", "host", "shop.example.com", "metadata", Map.of("x-probe", "yes"));
    }

    @Override
    protected ProbeServer.Script well() {
        return answering(SETTINGS + HEAD + SERVING + WELL);
    }

    @Override
    protected ProbeServer.Script unwell() {
        return answering(SETTINGS + HEAD + NOT_SERVING + WELL);
    }

    /** Of the request, only its end is looked at: the message with the name of the service. */
    private static ProbeServer.Script answering(String hex) {
        return connection -> {
            connection.readUntil("shop.Cart");
            connection.write(HexFormat.of().parseHex(hex));
        };
    }

    private static String frame(int type, int flags, int stream, String payload) {
        return String.format("%06x%02x%02x%08x", payload.length() / 2, type, flags, stream) + payload;
    }

    private static String field(String name, String value) {
        return "00" + text(name) + text(value);
    }

    private static String text(String text) {
        return String.format("%02x", text.length())
                + HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String trailers(int status) {
        return frame(1, 5, 1, field("grpc-status", String.valueOf(status)) + field("grpc-message", "said so"));
    }

    @Test
    void theCallIsWhatServersOfGrpcExpect() throws Exception {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        probe(everySetting(), connection -> {
            seen.writeBytes(connection.readUntil("shop.Cart").getBytes(StandardCharsets.ISO_8859_1));
            connection.write(HexFormat.of().parseHex(SETTINGS + HEAD + SERVING + WELL));
        });
        String sent = seen.toString(StandardCharsets.ISO_8859_1);
        assertThat(sent).startsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertThat(sent.lines().toList().toString())
                .contains(":method\u0004POST", ":path\u001c/grpc.health.v1.Health/Check", "te\u0008trailers")
                .contains(":authority\u0010shop.example.com", "content-type\u0010application/grpc", "x-probe\u0003yes");
        assertThat(sent).endsWith("\0\0\0\0\u000b\n\u0009shop.Cart");
    }

    @Test
    void settingsAndPingsOfTheServerAreAnswered() {
        String ping = frame(6, 0, 0, "0102030405060708");
        ProbeResult result = probe(connection -> {
            connection.readUntil("shop.Cart");
            connection.write(HexFormat.of().parseHex(SETTINGS + ping));
            connection.readUntil(bytes(frame(4, 1, 0, "") + frame(6, 1, 0, "0102030405060708")));
            connection.write(HexFormat.of().parseHex(HEAD + SERVING + WELL));
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    @Test
    void anAnswerMayComeByteByByteInPaddedAndTornFrames() {
        String head = "88" + field("content-type", "application/grpc");
        String answer = SETTINGS
                + frame(1, 0x28, 1, "02" + "0000000010" + head.substring(0, 20) + "0000")
                + frame(9, 4, 1, head.substring(20))
                + frame(8, 0, 0, "00000001")
                + frame(0, 8, 1, "0300000000020801" + "000000")
                + frame(0x42, 0, 0, "ff")
                + WELL;
        ProbeResult result = probe(connection -> {
            connection.readUntil("shop.Cart");
            for (byte next : HexFormat.of().parseHex(answer)) {
                connection.write(new byte[] {next});
            }
        });
        assertThat(result).isEqualTo(ProbeResult.up(0));
    }

    @Test
    void interimAnswersAreNotTheAnswer() {
        String interim = frame(1, 4, 1, field(":status", "103"));
        assertThat(probe(answering(SETTINGS + interim + HEAD + SERVING + WELL))).isEqualTo(ProbeResult.up(0));
    }

    @ParameterizedTest
    @CsvSource({
        "00000000020802, NOT_SERVING",
        "00000000020803, SERVICE_UNKNOWN",
        "0000000000, UNKNOWN",
        "00000000020863, UNKNOWN",
        "01000000020801, UNKNOWN",
        "00000000090801, UNKNOWN",
        "0000, UNKNOWN",
        "00000000020ffe, UNKNOWN"
    })
    void anythingButServingIsDown(String message, String word) {
        ProbeResult result = probe(answering(SETTINGS + HEAD + frame(0, 0, 1, message) + WELL));
        assertThat(result).isEqualTo(ProbeResult.down(0, word + " (service shop.Cart)"));
    }

    @Test
    void fieldsThatWeDoNotKnowAreSkipped() {
        String message = "0000000019" + "1001" + "1a03616263" + "250a0b0c0d" + "290102030405060708" + "3001" + "0801";
        assertThat(probe(answering(SETTINGS + HEAD + frame(0, 0, 1, message) + WELL)))
                .isEqualTo(ProbeResult.up(0));
    }

    @Test
    void aCallThatFailsIsDownWithItsStatus() {
        assertThat(probe(answering(SETTINGS + HEAD + SERVING + trailers(5))))
                .isEqualTo(ProbeResult.down(5, "NOT_FOUND (service shop.Cart): said so"));
        assertThat(probe(answering(SETTINGS + frame(1, 5, 1, "88" + field("grpc-status", "12")))))
                .isEqualTo(ProbeResult.down(12, "UNIMPLEMENTED: the server has no grpc.health.v1.Health"));
        assertThat(probe(answering(SETTINGS + frame(1, 5, 1, "88" + field("grpc-status", "99")))))
                .isEqualTo(ProbeResult.down(2, "UNKNOWN (service shop.Cart)"));
    }

    @Test
    void whatIsNotGrpcIsDown() {
        assertThat(probe(answering(SETTINGS + frame(1, 5, 1, field(":status", "503")))))
                .isEqualTo(ProbeResult.down(503, "status 503 (expected 200)"));
        assertThat(probe(answering(SETTINGS + frame(1, 5, 1, "88"))).detail())
                .isEqualTo("an answer without grpc-status: it is not gRPC that is spoken there");
        assertThat(probe(connection -> connection.write("HTTP/1.1 400 Bad Request\r\n\r\n"))
                        .detail())
                .isEqualTo("malformed answer: it speaks HTTP/1");
    }

    @Test
    void aStreamOrConnectionThatIsGivenUpIsDown() {
        assertThat(probe(answering(SETTINGS + frame(3, 0, 1, "00000007"))).detail())
                .isEqualTo("the stream was reset, error 7");
        assertThat(probe(answering(SETTINGS + frame(7, 0, 0, "0000000000000001")))
                        .detail())
                .isEqualTo("the server goes away, error 1");
        assertThat(probe(answering(SETTINGS + frame(7, 0, 0, "0000000100000000") + HEAD + SERVING + WELL)))
                .isEqualTo(ProbeResult.up(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000000040100000000", // settings that acknowledge, before any
                "0000040000000000" + "0000000000", // a body before settings
                "000000040000000000" + "000000050000000001", // a pushed stream
                "000000040000000000" + "000000090000000001", // fields that go on before they begin
                "000000040000000000" + "000001010400000003" + "88", // another stream
                "000000040000000000" + "000001010500000001" + "80", // fields that break the rules
                "000000040000000000" + "000001010d00000001" + "09", // padding longer than its frame
                "000000040000000000" + "000000000100000001", // a body without a head
                "000000040000000000" + "000003030000000001" + "000000", // a short reset
                "000000040000000000" + "000003070000000000" + "000000" // a short farewell
            })
    void framesThatBreakTheRulesAreDown(String hex) {
        ProbeResult result = probe(answering(hex));
        assertThat(result.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(result.detail()).startsWith("malformed answer: ");
    }

    @Test
    void anEndlessFloodOfFramesIsDown() {
        ProbeResult result = probe(connection -> {
            connection.readUntil("shop.Cart");
            connection.write(HexFormat.of().parseHex(SETTINGS));
            flood(
                    connection,
                    HexFormat.of().parseHex(frame(6, 1, 0, "0102030405060708").repeat(100)));
        });
        assertThat(result.detail()).isEqualTo("no end of the answer in 64 KiB");
    }

    private static void flood(ProbeConnection connection, byte[] block) throws IOException {
        connection.writeWithoutEnd(block);
    }

    @Test
    void metadataThatTheProbeSetsIsRefused() {
        for (String name : new String[] {"te", "Content-Type", "grpc-timeout", "connection"}) {
            Settings settings = Settings.of(Map.of("metadata", Map.of(name, "x")));
            assertThatThrownBy(() -> factory().create(settings, FakeContext.seeded(1)))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(name);
        }
    }
}
