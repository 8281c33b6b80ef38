package dev.steelyard.lb.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the API for its backends every 10 ms, and writes down what changes: µs since 1970, backend, status, whether new requests
 * get it ({@code in}, {@code out}), and its share.
 */
final class BackendWatch {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final String REQUEST =
            "GET /api/v1/backend/list HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final Pattern BACKEND = Pattern.compile("\"id\":\\s*\"([^\"]*)\".*?\"status\":\\s*\"([^\"]*)\".*?\"share\":"
            + "\\s*([0-9.E-]+).*?\"passed_over\":\\s*(null|\")", Pattern.DOTALL);

    private final int port;
    private final BufferedWriter out;
    private final Map<String, String> last = new HashMap<>();

    private BackendWatch(int port, Path file) throws IOException {
        this.port = port;
        this.out = Files.newBufferedWriter(file);
    }

    static void start(int port, Path file) throws IOException {
        Thread thread = new Thread(new BackendWatch(port, file)::run, "watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (true) {
            long asked = System.currentTimeMillis() * 1000;
            long due = System.nanoTime() + INTERVAL_NANOS;
            try {
                compare(asked, ask());
            } catch (IOException noAnswer) {
                // A balancer that starts or ends says nothing.
            }
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private String ask() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(1000);
            OutputStream request = socket.getOutputStream();
            request.write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void compare(long micros, String text) throws IOException {
        Matcher found = BACKEND.matcher(text);
        while (found.find()) {
            String now = found.group(2) + "\t" + (found.group(4).equals("null") ? "in" : "out") + "\t" + found.group(3);
            if (!now.equals(last.put(found.group(1), now))) {
                out.write(micros + "\t" + found.group(1) + "\t" + now + "\n");
            }
        }
        out.flush();
    }
}
