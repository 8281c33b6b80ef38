package dev.steelyard.lb.core.admin;

import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** A request that is refused, with what the client is told. */
final class AdminFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String field;
    private final transient Map<String, String> headers;

    /**
     * @param field of the body or the query that is to blame, or {@code null}
     * @param headers of the answer, besides those that all have
     */
    AdminFailure(int status, String field, String message, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.field = field;
        this.headers = headers;
    }

    static AdminFailure badRequest(String field, String message) {
        return new AdminFailure(HttpStatus.BAD_REQUEST_400, field, message, Map.of());
    }

    static AdminFailure notFound(String message) {
        return new AdminFailure(HttpStatus.NOT_FOUND_404, null, message, Map.of());
    }

    static AdminFailure conflict(String field, String message) {
        return new AdminFailure(HttpStatus.CONFLICT_409, field, message, Map.of());
    }

    static AdminFailure forbidden(String message) {
        return new AdminFailure(HttpStatus.FORBIDDEN_403, null, message, Map.of());
    }

    int status() {
        return status;
    }

    AdminAnswer answer() {
        return AdminAnswer.error(status, field, getMessage(), headers);
    }
}
