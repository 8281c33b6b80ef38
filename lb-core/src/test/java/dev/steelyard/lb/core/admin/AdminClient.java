package dev.steelyard.lb.core.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;

/** What an operator's tools do: requests with JSON bodies, and raw bytes where a client would refuse to send them. */
final class AdminClient implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 10_000;

    private final HttpClient client = new HttpClient();
    private final int port;

    AdminClient(int port) {
        this.port = port;
        client.setFollowRedirects(false);
        try {
            client.start();
        } catch (Exception failure) {
            throw new IllegalStateException("the client did not start", failure);
        }
    }

    /** An answer. */
    record Reply(int status, String body, ContentResponse response) {
        String header(String name) {
            return response.getHeaders().get(name);
        }
    }

    Reply get(String path) {
        return send(request("GET", path));
    }

    Reply delete(String path) {
        return send(request("DELETE", path));
    }

    Reply post(String path, String json) {
        return send(request("POST", path), "application/json", json);
    }

    Reply put(String path, String json) {
        return send(request("PUT", path), "application/json", json);
    }

    Request request(String method, String path) {
        return client.newRequest("http://127.0.0.1:" + port + path)
                .method(method)
                .timeout(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    }

    Reply send(Request request, String type, String body) {
        return send(request.body(new StringRequestContent(type, body)));
    }

    Reply send(Request request) {
        try {
            ContentResponse response = request.send();
            return new Reply(response.getStatus(), response.getContentAsString(), response);
        } catch (Exception failure) {
            throw new AssertionError(request + " got no answer", failure);
        }
    }

    /** Sends bytes as they are and returns all that comes until the server closes. */
    String raw(String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** JSON written over several lines, as it comes: on one line that ends. */
    static String line(String indented) {
        return indented.replaceAll("\n\\s*", "") + "\n";
    }

    static String error(String field, String message) {
        String name = field == null ? "null" : "\"" + field + "\"";
        return "{\"error\":{\"field\":" + name + ",\"message\":\"" + message.replace("\"", "\\\"") + "\"}}\n";
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("the client did not stop", failure);
        }
    }
}
