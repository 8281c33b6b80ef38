package dev.steelyard.lb.healthchecks.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.health.ProbeResult.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpReaderTest {
    private static final List<String> WHOLE = List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.0 200\r\ncontent-length:5 \r\n\r\nhello",
            "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nX-Folded: a\r\n b: c\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n005\r\nhello\r\n0\r\n\r\n");

    static List<String> wholeAnswers() {
        return WHOLE;
    }

    private static HttpReader reader() {
        return new HttpReader(
                any -> true,
                answer -> new ProbeResult(
                        Verdict.UP, 1, answer.status(), answer.text() + (answer.truncated() ? "…" : "")));
    }

    private static ProbeResult read(HttpReader reader, String text) {
        return reader.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static ProbeResult readToEnd(String text) {
        HttpReader reader = reader();
        ProbeResult result = read(reader, text);
        return result == null ? reader.ended() : result;
    }

    @ParameterizedTest
    @MethodSource("wholeAnswers")
    void wholeAnswersAreRead(String answer) {
        assertThat(read(reader(), answer)).isEqualTo(new ProbeResult(Verdict.UP, 1, 200, "hello"));
    }

    @ParameterizedTest
    @MethodSource("wholeAnswers")
    void wholeAnswersAreReadByteByByte(String answer) {
        HttpReader reader = reader();
        for (int i = 0; i < answer.length() - 1; i++) {
            assertThat(read(reader, answer.substring(i, i + 1))).isNull();
        }
        assertThat(read(reader, answer.substring(answer.length() - 1)).detail()).isEqualTo("hello");
    }

    @ParameterizedTest
    @MethodSource("wholeAnswers")
    void answersCutShortAnywhereAreDown(String answer) {
        for (int cut = 0; cut < answer.length(); cut++) {
            ProbeResult result = readToEnd(answer.substring(0, cut));
            assertThat(result.verdict()).as("cut at %d", cut).isEqualTo(Verdict.DOWN);
            assertThat(result.detail()).startsWith("closed ");
        }
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() {
        assertThat(readToEnd("HTTP/1.1 200 OK\r\n\r\nhello").detail()).isEqualTo("hello");
        assertThat(readToEnd("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nhello")
                        .detail())
                .isEqualTo("hello");
        assertThat(readToEnd("HTTP/1.1 200 OK\r\n\r\n").verdict()).isEqualTo(Verdict.UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified", "101 Switching Protocols"})
    void someStatusesHaveNoBody(String status) {
        assertThat(read(reader(), "HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\n")
                        .detail())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/2 200\r\n",
                "HTTP/1.1 20 OK\r\n",
                "HTTP/1.1 999 No\r\n",
                "HTTP/1.1  200 OK\r\n",
                "\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n123456789\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n"
            })
    void malformedAnswersAreDownAtOnce(String answer) {
        ProbeResult result = read(reader(), answer);
        assertThat(result).isNotNull();
        assertThat(result.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(result.detail()).startsWith("malformed answer: ").hasSizeLessThan(150);
    }

    @Test
    void headsAreReadUpTo32KiB() {
        String line = "X-Long: " + "x".repeat(1_000) + "\r\n";
        assertThat(read(reader(), "HTTP/1.1 200 OK\r\n" + line.repeat(40)).detail())
                .isEqualTo("malformed answer: head longer than 32 KiB");
        String interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
        assertThat(read(reader(), interim.repeat(2_000)).detail()).endsWith("head longer than 32 KiB");
    }

    @Test
    void trailersAreReadUpToALimit() {
        String line = "X-Long: " + "x".repeat(1_000) + "\r\n";
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
        assertThat(read(reader(), chunked + line.repeat(400)).detail()).contains("chunk framing longer than");
    }

    @Test
    void bodiesOfExactly64KiBAreWhole() {
        String whole = "x".repeat(HttpReader.BODY_LIMIT);
        String length = "HTTP/1.1 200 OK\r\nContent-Length: ";
        assertThat(read(reader(), length + whole.length() + "\r\n\r\n" + whole).detail())
                .isEqualTo(whole);
        assertThat(readToEnd("HTTP/1.1 200 OK\r\n\r\n" + whole).detail()).isEqualTo(whole);
        assertThat(read(reader(), length + (whole.length() + 1) + "\r\n\r\n" + whole + "y")
                        .detail())
                .isEqualTo(whole + "…");
    }

    @Test
    void bodiesInChunksOfOneByteAreReadUpToTheSameLimit() {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunks = "1\r\nx\r\n".repeat(HttpReader.BODY_LIMIT);
        String whole = "x".repeat(HttpReader.BODY_LIMIT);
        assertThat(read(reader(), chunked + chunks + "0\r\n\r\n").detail()).isEqualTo(whole);
        assertThat(read(reader(), chunked + chunks + "1\r\nx\r\n").detail()).isEqualTo(whole + "…");
    }

    @Test
    void mutatedAnswersNeverThrow() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            char[] answer = WHOLE.get(random.nextInt(WHOLE.size())).toCharArray();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                answer[random.nextInt(answer.length)] = (char) random.nextInt(256);
            }
            assertThat(readToEnd(new String(answer))).isNotNull();
        }
    }
}
