package dev.steelyard.lb.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend that says its name, and misbehaves when it is told to.
 *
 * <p>{@code GET /control?status=503&delay=2000} answers at once, with the most requests that were under way at a time; from then
 * on everything is answered with that status, and all but {@code /health} after that many milliseconds. {@code most=0} counts anew.
 */
public final class FaultBackend {
    private static final int QUEUE = 4096;
    private static final int STACK_BYTES = 128 * 1024;

    private final String name;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private volatile int status = 200;
    private volatile int delayMillis;

    private FaultBackend(String name) {
        this.name = name;
    }

    /**
     * @param args name, port
     */
    public static void main(String[] args) throws IOException {
        FaultBackend backend = new FaultBackend(args[0]);
        try (ServerSocket socket = new ServerSocket(Integer.parseInt(args[1]), QUEUE, InetAddress.getByName("127.0.0.1"))) {
            while (true) {
                Socket connection = socket.accept();
                new Thread(null, () -> backend.serve(connection), "connection", STACK_BYTES).start();
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1))) {
            connection.setTcpNoDelay(true);
            OutputStream out = connection.getOutputStream();
            String first = in.readLine();
            for (String line = first; line != null; line = in.readLine()) {
                if (first.isEmpty()) {
                    first = line;
                } else if (line.isEmpty()) {
                    answer(first.split(" ")[1], out);
                    first = "";
                }
            }
        } catch (IOException | InterruptedException gone) {
            // So is the connection.
        }
    }

    private void answer(String target, OutputStream out) throws IOException, InterruptedException {
        if (target.startsWith("/control?")) {
            String counted = Integer.toString(most.get());
            obey(target.substring(target.indexOf('?') + 1));
            write(200, counted, out);
        } else if (target.equals("/health")) {
            write(status, name, out);
        } else {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            work(out);
        }
    }

    private void work(OutputStream out) throws IOException, InterruptedException {
        try {
            if (delayMillis > 0) {
                Thread.sleep(delayMillis);
            }
        } finally {
            underWay.decrementAndGet(); // before the answer: whoever has it may send the next request at once
        }
        write(status, name, out);
    }

    /** One write, so that a kill falls before an answer or after it. */
    private static void write(int status, String body, OutputStream out) throws IOException {
        String head = "HTTP/1.1 %d Said\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n".formatted(status, body.length());
        out.write((head + body).getBytes(StandardCharsets.ISO_8859_1));
    }

    private void obey(String query) {
        for (String part : query.split("&")) {
            int value = Integer.parseInt(part.substring(part.indexOf('=') + 1));
            if (part.startsWith("status=")) {
                status = value;
            } else if (part.startsWith("delay=")) {
                delayMillis = value;
            } else if (part.startsWith("most=")) {
                most.set(value);
            }
        }
    }
}
