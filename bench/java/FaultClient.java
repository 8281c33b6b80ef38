package dev.steelyard.lb.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Sends GETs at fixed moments over connections that it keeps, and writes down what became of each.
 *
 * <p>A request is never put off because others are not answered yet (coordinated omission): if no connection is free, another
 * is opened, and its time runs from the moment it was due. Nothing is sent twice: a request without a whole answer has
 * failed, and how is told: {@code refused}, {@code closed} (the connection, before the whole answer), {@code silent} (no answer
 * for ten seconds), {@code no-connection} (all that may be open are busy), or a status. One line each: when it was due in µs since
 * 1970, µs until its answer, outcome, body. Ends when the file to stop at is there, and all is answered.
 */
public final class FaultClient {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long RAMP_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int RAMP_DIVISOR = 4;
    private static final long STOP_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final InetSocketAddress server;
    private final long intervalNanos;
    private final int mostConnections;
    private final Path stop;
    private final ByteBuffer request;
    private final Selector selector = Selector.open();
    private final Deque<Line> free = new ArrayDeque<>();
    private final List<Line> open = new ArrayList<>();
    private final List<String> done = new ArrayList<>(100_000);
    private final long startNanos = System.nanoTime();
    private final long startMicros = System.currentTimeMillis() * 1000;
    private long sent;
    private int opened;
    private int dropped;
    private int dismissed;

    private FaultClient(int port, int perSecond, int mostConnections, String target, Path stop) throws IOException {
        server = new InetSocketAddress("127.0.0.1", port);
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.mostConnections = mostConnections;
        this.stop = stop;
        request = StandardCharsets.US_ASCII.encode("GET " + target + " HTTP/1.1\r\nHost: bench\r\n\r\n");
    }

    /**
     * @param args port, requests a second, most connections, target, file of outcomes, file to stop at, and then perhaps the
     *     port of the API and the file of what it says of backends
     */
    public static void main(String[] args) throws Exception {
        FaultClient client = new FaultClient(
                Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), args[3], Path.of(args[5]));
        if (args.length > 6) {
            BackendWatch.start(Integer.parseInt(args[6]), Path.of(args[7]));
        }
        client.run();
        client.write(Path.of(args[4]));
        System.exit(0); // the watch may wait for an answer
    }

    private void run() throws IOException {
        boolean stopped = false;
        long nextLook = startNanos;
        while (!stopped || busy() > 0) {
            long now = System.nanoTime();
            if (!stopped) {
                sendDue(now);
            }
            if (now >= nextLook) {
                nextLook = now + STOP_LOOK_NANOS;
                giveUp(now);
                stopped |= Files.exists(stop);
            }
            selector.select(this::onSelected, 1);
        }
    }

    private int busy() {
        return open.size() - free.size();
    }

    private void sendDue(long now) {
        for (long due = due(sent); due <= now; due = due(++sent)) {
            send(due);
        }
    }

    /** The first three seconds at a quarter of the rate: JVMs that have compiled nothing yet would fall behind and seem ill. */
    private long due(long number) {
        long ramp = RAMP_NANOS / (RAMP_DIVISOR * intervalNanos);
        return startNanos
                + (number < ramp
                        ? number * RAMP_DIVISOR * intervalNanos
                        : RAMP_NANOS + (number - ramp) * intervalNanos);
    }

    private void send(long due) {
        if (free.isEmpty() && open.size() >= mostConnections) {
            tell(due, "no-connection", "");
            return;
        }
        try {
            Line line = free.isEmpty() ? connect() : free.pop();
            line.due = due;
            write(line);
        } catch (IOException refused) {
            tell(due, "refused", "");
        }
    }

    private void write(Line line) {
        try {
            line.channel.write(request.duplicate());
        } catch (IOException closed) {
            // The connection says so too, when it is read, and then the request is counted.
        }
    }

    private Line connect() throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Line line = new Line(channel);
        channel.register(selector, SelectionKey.OP_READ, line);
        open.add(line);
        opened++;
        return line;
    }

    private void onSelected(SelectionKey key) {
        Line line = (Line) key.attachment();
        try {
            Answer answer = line.read();
            if (answer != null) {
                answered(line, answer);
            }
        } catch (IOException | RuntimeException closed) {
            lost(line);
        }
    }

    private void answered(Line line, Answer answer) {
        tell(line.due, Integer.toString(answer.status), answer.body);
        line.due = 0;
        if (answer.last) {
            dismissed++;
            close(line);
        } else {
            free.push(line);
        }
    }

    /** A connection that the other side closed, though it had not said that it would. */
    private void lost(Line line) {
        dropped++;
        if (line.due != 0) {
            tell(line.due, "closed", "");
        }
        close(line);
    }

    private void giveUp(long now) {
        for (Line line : List.copyOf(open)) {
            if (line.due != 0 && now - line.due > PATIENCE_NANOS) {
                tell(line.due, "silent", "");
                close(line);
            }
        }
    }

    private void close(Line line) {
        open.remove(line);
        free.remove(line);
        try {
            line.channel.close();
        } catch (IOException gone) {
            // Then it is closed.
        }
    }

    private void tell(long due, String outcome, String body) {
        long dueMicros = startMicros + (due - startNanos) / 1000;
        done.add(dueMicros + "\t" + (System.nanoTime() - due) / 1000 + "\t" + outcome + "\t" + body);
    }

    private void write(Path outcomes) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(outcomes)) {
            for (String line : done) {
                out.write(line);
                out.newLine();
            }
        }
        System.out.println("@ requests " + sent);
        System.out.println("@ opened " + opened);
        System.out.println("@ dropped " + dropped);
        System.out.println("@ dismissed " + dismissed);
    }

    /** @param last whether the server will close the connection */
    private record Answer(int status, String body, boolean last) {}

    /** A connection with at most one request under way, which was due then; 0 for none. */
    private static final class Line {
        private final SocketChannel channel;
        private final ByteBuffer received = ByteBuffer.allocate(8192);
        private long due;

        Line(SocketChannel channel) {
            this.channel = channel;
        }

        /** The answer, once it is complete. */
        Answer read() throws IOException {
            if (channel.read(received) < 0) {
                throw new IOException("closed");
            }
            String text = new String(received.array(), 0, received.position(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return null;
            }
            String head = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
            String body = text.substring(end + 4);
            if (body.length() < Integer.parseInt(value(head, "content-length"))) {
                return null;
            }
            received.clear();
            return new Answer(Integer.parseInt(head.substring(9, 12)), body, "close".equals(value(head, "connection")));
        }

        private static String value(String head, String name) {
            int at = head.indexOf("\r\n" + name + ":");
            int from = at + name.length() + 3;
            return at < 0 ? "0" : head.substring(from, head.indexOf('\r', from)).trim();
        }
    }
}
