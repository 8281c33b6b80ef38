package dev.steelyard.lb.core.admin;

import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what never reached a resource, such as a malformed request, in the same form as all other errors. */
final class ProtocolErrors implements Request.Handler {
    private final JsonCodec json;

    ProtocolErrors(JsonCodec json) {
        this.json = json;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        AdminAnswer answer = AdminAnswer.error(status, null, message(request, status), Map.of());
        AdminHandler.write(answer, json, response, callback);
        return true;
    }

    /** Of the client's own faults Jetty says what they are; of ours it would say too much. */
    private static String message(Request request, int status) {
        Object why = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        return HttpStatus.isClientError(status) && why != null ? why.toString() : HttpStatus.getMessage(status);
    }
}
