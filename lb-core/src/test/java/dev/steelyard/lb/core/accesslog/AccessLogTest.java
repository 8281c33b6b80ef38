package dev.steelyard.lb.core.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Counter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTest {
    private static AccessLogEvent event(String path) {
        return new AccessLogEvent(
                0,
                "id",
                "web",
                null,
                "GET",
                "h",
                path,
                null,
                "HTTP/1.1",
                null,
                null,
                null,
                0,
                0,
                200,
                0,
                0,
                -1,
                1_234_567,
                null);
    }

    @Test
    @Tag("SEC-27")
    void absentFieldsAreLeftOutAndOddOnesEscaped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(out, new Counter());
        log.write(event("/\"\\\n\u0001é"));
        log.close();

        String line = out.toString(StandardCharsets.UTF_8);
        assertThat(line).hasLineCount(1).endsWith("}\n").doesNotContain("route", "client", "first_byte_ms", "reason");
        var json = new JsonMapper().readTree(line);
        assertThat(json.get("path").asString()).isEqualTo("/\"\\\n\u0001é");
        assertThat(json.get("total_ms").asDouble()).isEqualTo(1.234);
        assertThat(json.get("time").asString()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void whenItsTargetStallsLinesAreDroppedAndCountedAndNobodyWaits() throws Exception {
        Counter dropped = new Counter();
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(stalling(out, stalled, go), dropped);
        log.write(event("/first"));
        assertThat(stalled.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < AccessLog.QUEUE + 1000; i++) {
            log.write(event("/more"));
        }
        assertThat(dropped.getCount()).isEqualTo(1000);
        go.countDown();
        log.close();
        assertThat(out.toString(StandardCharsets.UTF_8)).hasLineCount(AccessLog.QUEUE + 1);
    }

    private static OutputStream stalling(OutputStream out, CountDownLatch stalled, CountDownLatch go) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                stalled.countDown();
                try {
                    go.await();
                } catch (InterruptedException stop) {
                    throw new IOException(stop);
                }
                out.write(bytes, offset, length);
            }
        };
    }

    @Test
    void aLineThatCannotBeWrittenDoesNotEndTheLog() {
        Counter dropped = new Counter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            private boolean failed;

            @Override
            public void write(int b) {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (!failed) {
                    failed = true;
                    throw new IOException("no space left");
                }
                out.write(bytes, offset, length);
            }
        };
        AccessLog log = AccessLog.to(full, dropped);
        log.write(event("/lost"));
        log.write(event("/kept"));
        log.close();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("/kept");
        assertThat(dropped.getCount()).isEqualTo(1);
    }
}
