package dev.steelyard.lb.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests at fixed moments, whether or not earlier ones were answered, and measures each from the moment it was due.
 *
 * <p>A client that waits for an answer before it sends the next one sees a stall once; users see it as often as they come
 * during it (coordinated omission). Requests of the first two seconds are sent but not counted. One thread sends, one reads.
 */
public final class PacedClient {
    private static final int WARM_UP_SECONDS = 2;

    private final long intervalNanos;
    private final long[] latencies;
    private final int uncounted;
    private final BlockingQueue<Line> free;
    private final Selector selector = Selector.open();
    private volatile int failures;
    private int answered;

    private PacedClient(int perSecond, int seconds, int connections) throws IOException {
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        latencies = new long[perSecond * (seconds + WARM_UP_SECONDS)];
        uncounted = perSecond * WARM_UP_SECONDS;
        free = new ArrayBlockingQueue<>(connections);
    }

    /**
     * @param args port, requests a second, seconds, connections
     */
    public static void main(String[] args) throws Exception {
        int connections = Integer.parseInt(args[3]);
        PacedClient client = new PacedClient(Integer.parseInt(args[1]), Integer.parseInt(args[2]), connections);
        for (int i = 0; i < connections; i++) {
            client.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
        }
        Thread sender = new Thread(client::sendAll, "sender");
        sender.setDaemon(true);
        sender.start();
        client.readAll();
        client.report();
    }

    private void connect(InetSocketAddress server) throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Line line = new Line(channel);
        channel.register(selector, SelectionKey.OP_READ, line);
        free.add(line);
    }

    /** When no connection is free the request waits, and its time runs. */
    private void sendAll() {
        long start = System.nanoTime();
        try {
            for (int i = 0; i < latencies.length; i++) {
                long due = start + i * intervalNanos;
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                free.take().send(i, due);
            }
        } catch (IOException | InterruptedException lost) {
            failures = latencies.length;
            selector.wakeup();
        }
    }

    private void readAll() throws IOException {
        long quietSince = System.nanoTime();
        while (answered + failures < latencies.length) {
            if (selector.select(this::read, 1000) > 0) {
                quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince > TimeUnit.SECONDS.toNanos(10)) {
                failures = latencies.length - answered;
            }
        }
    }

    private void read(SelectionKey key) {
        Line line = (Line) key.attachment();
        try {
            if (line.readResponse()) {
                latencies[line.request] = System.nanoTime() - line.due;
                answered++;
                free.add(line);
            }
        } catch (IOException broken) {
            // The connection is lost to the client, which is an error of each request that finds none.
            key.cancel();
            failures++;
        }
    }

    private void report() {
        long[] counted = Arrays.stream(latencies, uncounted, latencies.length)
                .filter(nanos -> nanos > 0)
                .sorted()
                .toArray();
        System.out.println("@ requests " + answered);
        System.out.println("@ rps " + 1_000_000_000L / intervalNanos);
        System.out.println("@ p50 " + millis(counted, 0.5));
        System.out.println("@ p99 " + millis(counted, 0.99));
        System.out.println("@ p999 " + millis(counted, 0.999));
        System.out.println("@ errors " + (latencies.length - answered));
    }

    private static double millis(long[] sorted, double quantile) {
        int place = (int) Math.ceil(quantile * sorted.length) - 1;
        return sorted.length == 0 ? -1 : sorted[Math.max(0, place)] / 1e6;
    }

    /** A connection with at most one request under way. */
    private static final class Line {
        private static final ByteBuffer REQUEST =
                StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\nHost: bench\r\n\r\n");

        private final SocketChannel channel;
        private final ByteBuffer toSend = REQUEST.duplicate();
        private final ByteBuffer received = ByteBuffer.allocate(8192);
        private volatile int request;
        private volatile long due;

        Line(SocketChannel channel) {
            this.channel = channel;
        }

        void send(int number, long dueNanos) throws IOException {
            request = number;
            due = dueNanos;
            channel.write(toSend.rewind());
        }

        /** Whether a response is complete, which must have a length and status 200. */
        boolean readResponse() throws IOException {
            if (channel.read(received) < 0) {
                throw new IOException("closed");
            }
            String text = new String(received.array(), 0, received.position(), StandardCharsets.ISO_8859_1);
            int body = text.indexOf("\r\n\r\n") + 4;
            if (body < 4 || received.position() < body + length(text.substring(0, body))) {
                return false;
            }
            received.clear();
            return true;
        }

        private static int length(String head) throws IOException {
            int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("\r\ncontent-length:");
            if (!head.startsWith("HTTP/1.1 200") || at < 0) {
                throw new IOException("unexpected answer");
            }
            int from = at + "\r\ncontent-length:".length();
            return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).trim());
        }
    }
}
