package dev.steelyard.lb.core.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** The answers that the balancer gives itself: short, plain or JSON as the client asks, and never a stack trace. */
public final class ErrorAnswer {
    private static final String RETRY_AFTER_SECONDS = "1";

    /** After these it is not sure where the client's next request begins. */
    private static final Set<Integer> CLIENT_FAULTS = Set.of(400, 408, 413, 414, 431);

    private ErrorAnswer() {}

    /**
     * Writes an answer; the response must not be committed.
     *
     * @param message one sentence for the client, without anything of our inside
     * @param requestId for the client to tell us, or {@code null}
     * @param close whether the rest of the request is not read
     */
    public static void write(
            Request request,
            Response response,
            Callback callback,
            int status,
            String message,
            String requestId,
            boolean close) {
        prepare(request, response, status, close);
        send(request, response, callback, status, message, requestId);
    }

    /** The head alone, in place of any other; more headers may be added before the answer is sent. */
    static void prepare(Request request, Response response, int status, boolean close) {
        boolean json = wantsJson(request);
        response.reset();
        response.setStatus(isGrpcCall(request) ? HttpStatus.OK_200 : status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, json ? "application/json" : "text/plain; charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503 || status == HttpStatus.TOO_MANY_REQUESTS_429) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (close || CLIENT_FAULTS.contains(status)) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    /** Sends what was prepared. */
    static void send(
            Request request, Response response, Callback callback, int status, String message, String requestId) {
        if (isGrpcCall(request)) {
            GrpcStatus.put(response.getHeaders(), status, withId(message, requestId));
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        boolean json = wantsJson(request);
        String body = json ? json(status, message, requestId) : plain(status, message, requestId);
        response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
    }

    private static boolean isGrpcCall(Request request) {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2
                && GrpcStatus.isCall(request.getHeaders());
    }

    private static boolean wantsJson(Request request) {
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        return accept != null && accept.contains("json");
    }

    private static String plain(int status, String message, String requestId) {
        return status + " " + HttpStatus.getMessage(status) + ": " + withId(message, requestId) + "\n";
    }

    private static String withId(String message, String requestId) {
        return requestId == null ? message : message + " (request " + requestId + ")";
    }

    /** Messages are our own and have nothing that JSON would need to escape but quotes. */
    private static String json(int status, String message, String requestId) {
        String id = requestId == null ? "" : ",\"request_id\":\"" + requestId + "\"";
        return "{\"error\":{\"status\":" + status + ",\"message\":\"" + message.replace("\"", "'") + "\"" + id + "}}\n";
    }
}
