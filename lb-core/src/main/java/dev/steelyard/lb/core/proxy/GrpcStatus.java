package dev.steelyard.lb.core.proxy;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What calls of gRPC end with: HTTP says 200 whatever happens, and a field {@code grpc-status} after or in place of the answer says
 * how it went (gRPC over HTTP2, "Responses").
 */
final class GrpcStatus {
    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";
    private static final String MEDIA_TYPE = "application/grpc";

    private GrpcStatus() {}

    /** Whether these headers are of a call of gRPC; gRPC-Web, which has its own framing, is none. */
    static boolean isCall(HttpFields headers) {
        String type = headers.get(HttpHeader.CONTENT_TYPE);
        return type != null
                && type.startsWith(MEDIA_TYPE)
                && (type.length() == MEDIA_TYPE.length() || "+;".indexOf(type.charAt(MEDIA_TYPE.length())) >= 0);
    }

    /**
     * The status that HTTP would have said.
     *
     * @param fields headers or trailers; {@code null} for none
     * @param otherwise if no call ended there
     */
    static int asHttp(HttpFields fields, int otherwise) {
        HttpField status = fields == null ? null : fields.getField(STATUS);
        return status == null ? otherwise : asHttp(status.getValue());
    }

    /** What a client asked for wrongly, or a server refuses, says nothing of the server's health: that is all below 500. */
    private static int asHttp(String status) {
        return switch (status == null ? "" : status) {
            case "0" -> 200;
            case "1" -> 499; // cancelled, by the client
            case "4" -> 408; // the client's deadline
            case "5" -> 404;
            case "7" -> 403;
            case "8" -> 429;
            case "14" -> 503;
            case "16" -> 401;
            case "2", "13", "15" -> 500; // unknown, internal, data loss
            default -> 400;
        };
    }

    /** Makes a head tell of a failure of ours in gRPC's way, for a call that no server answered. */
    static void put(HttpFields.Mutable head, int status, String message) {
        head.put(HttpHeader.CONTENT_TYPE, MEDIA_TYPE);
        head.put(STATUS, ofHttp(status));
        head.put(MESSAGE, escaped(message));
    }

    /** As gRPC's own clients take a status of HTTP ("HTTP to gRPC Status Code Mapping"). */
    private static String ofHttp(int status) {
        return switch (status) {
            case 400, 431 -> "13";
            case 401 -> "16";
            case 403 -> "7";
            case 404 -> "12";
            case 413 -> "8";
            case 429, 502, 503, 504 -> "14";
            default -> "2";
        };
    }

    /** Percent-encoded, so that any text fits into a field. */
    private static String escaped(String message) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= ' ' && b <= '~' && b != '%';
            escaped.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        return escaped.toString();
    }
}
