package dev.steelyard.lb.core.admin;

import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * What a resource answers.
 *
 * @param body a {@link String} to be sent as it is, or anything that is written as JSON
 * @param headers besides those that all answers have
 */
record AdminAnswer(int status, String contentType, Object body, Map<String, String> headers) {
    private static final String JSON = "application/json";

    /** The body of all answers that refuse something. */
    record ErrorBody(Problem error) {
        record Problem(String field, String message) {}
    }

    static AdminAnswer ok(Object body) {
        return json(HttpStatus.OK_200, body);
    }

    static AdminAnswer json(int status, Object body) {
        return new AdminAnswer(status, JSON, body, Map.of());
    }

    static AdminAnswer created(Object body, String location) {
        return new AdminAnswer(HttpStatus.CREATED_201, JSON, body, Map.of("Location", location));
    }

    static AdminAnswer text(String contentType, String body) {
        return new AdminAnswer(HttpStatus.OK_200, contentType, body, Map.of());
    }

    /**
     * @param field may be {@code null}
     */
    static AdminAnswer error(int status, String field, String message, Map<String, String> headers) {
        return new AdminAnswer(status, JSON, new ErrorBody(new ErrorBody.Problem(field, message)), headers);
    }
}
