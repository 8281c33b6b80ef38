package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BigBodiesTest {
    private static final int BLOCK = 64 * 1024;
    private static final int BLOCKS = 1600; // 100 MiB in all
    private static final long LENGTH = (long) BLOCK * BLOCKS;

    /** What lies in the kernel's buffers of two connections, one direction, when all of them are full, and in ours. */
    private static final long MOST_IN_BETWEEN = 2 * (most("tcp_wmem") + most("tcp_rmem")) + (1 << 20);

    private static final long MOST_IN_OUR_BUFFERS = 1 << 20;

    /** The size up to which the kernel lets a buffer grow; it differs from machine to machine, from 6 MiB to 32 MiB. */
    private static long most(String buffer) {
        try {
            String sizes =
                    Files.readAllLines(Path.of("/proc/sys/net/ipv4", buffer)).get(0);
            return Long.parseLong(sizes.split("\\s+")[2]);
        } catch (IOException noLinux) {
            return 6 << 20;
        }
    }

    private static byte[] block(int number) {
        byte[] block = new byte[BLOCK];
        new Random(number).nextBytes(block);
        return block;
    }

    private static void send(Wire wire, boolean chunked, AtomicLong sent) throws Exception {
        for (int i = 0; i < BLOCKS; i++) {
            if (chunked) {
                wire.write(Integer.toHexString(BLOCK) + "\r\n");
            }
            wire.write(block(i));
            if (chunked) {
                wire.write("\r\n");
            }
            sent.addAndGet(BLOCK);
        }
        if (chunked) {
            wire.write("0\r\n\r\n");
        }
    }

    private static long checksumOfAll() {
        CRC32 sum = new CRC32();
        for (int i = 0; i < BLOCKS; i++) {
            sum.update(block(i));
        }
        return sum.getValue();
    }

    private static long checksum(Wire wire, boolean chunked) throws Exception {
        CRC32 sum = new CRC32();
        long left = LENGTH;
        while (chunked ? left >= 0 : left > 0) {
            int size = chunked ? Integer.parseInt(wire.readLine(), 16) : BLOCK;
            if (size == 0) {
                wire.readLine();
                break;
            }
            sum.update(wire.readRaw(size));
            left -= size;
            if (chunked) {
                wire.readLine();
            }
        }
        return sum.getValue();
    }

    private static String framing(boolean chunked) {
        return chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: " + LENGTH + "\r\n\r\n";
    }

    /** The sender has come to a stop: no byte more in a quarter of a second. */
    private static void awaitStop(AtomicLong sent) {
        AtomicLong before = new AtomicLong(-1);
        TestBalancer.await("the sender is never stopped", () -> {
            long now = sent.get();
            boolean stopped = now > 0 && now == before.getAndSet(now);
            PassingOnTest.pause(250);
            return stopped;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBackendThatReadsSlowlyStopsTheClient(boolean chunked) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Long> received = new CompletableFuture<>();
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    wire.readHead();
                    assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
                    received.complete(checksum(wire, chunked));
                    wire.write(RawOrigin.HELLO);
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            CompletableFuture<Void> upload = CompletableFuture.runAsync(() -> unchecked(() -> {
                client.write("POST / HTTP/1.1\r\nHost: h\r\n" + framing(chunked));
                send(client, chunked, sent);
            }));
            awaitStop(sent);
            assertThat(sent.get()).isLessThan(MOST_IN_BETWEEN);
            assertThat(balancer.bufferBytes()).isLessThan(MOST_IN_OUR_BUFFERS);

            go.countDown();
            upload.get(30, TimeUnit.SECONDS);
            assertThat(client.read().body()).isEqualTo("hello");
            assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(checksumOfAll());
            assertThat(balancer.bufferBytes()).isLessThan(MOST_IN_OUR_BUFFERS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatReadsSlowlyStopsTheBackend(boolean chunked) throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RawOrigin origin = RawOrigin.running((wire, self) -> {
                    self.take(wire);
                    wire.write("HTTP/1.1 200 OK\r\n" + framing(chunked));
                    send(wire, chunked, sent);
                    wire.readToEnd();
                });
                TestBalancer balancer = TestBalancer.before(origin);
                Wire client = balancer.connect()) {
            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            client.readHead();
            awaitStop(sent);
            assertThat(sent.get()).isLessThan(MOST_IN_BETWEEN);
            assertThat(balancer.bufferBytes()).isLessThan(MOST_IN_OUR_BUFFERS);

            assertThat(checksum(client, chunked)).isEqualTo(checksumOfAll());
            assertThat(balancer.bufferBytes()).isLessThan(MOST_IN_OUR_BUFFERS);
        }
    }

    @Test
    void aBodyOfManySmallChunksKeepsItsBytes() throws Exception {
        StringBuilder chunks = new StringBuilder();
        StringBuilder body = new StringBuilder();
        Random random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            String part = "x".repeat(1 + random.nextInt(40)) + i;
            body.append(part);
            chunks.append(Integer.toHexString(part.length()))
                    .append("\r\n")
                    .append(part)
                    .append("\r\n");
        }
        String message = "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n";
        try (RawOrigin origin = RawOrigin.saying("HTTP/1.1 200 OK\r\n" + message);
                TestBalancer balancer = TestBalancer.before(origin)) {
            assertThat(balancer.ask("POST / HTTP/1.1\r\nHost: h\r\n" + message).body())
                    .isEqualTo(body.toString());
            assertThat(origin.request().body()).isEqualTo(body.toString());
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
