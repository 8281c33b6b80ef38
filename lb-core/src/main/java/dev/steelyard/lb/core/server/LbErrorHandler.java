package dev.steelyard.lb.core.server;

import dev.steelyard.lb.core.proxy.ClientConnection;
import dev.steelyard.lb.core.proxy.ErrorAnswer;
import dev.steelyard.lb.core.proxy.ExchangeRecord;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers requests that Jetty itself refuses or that failed inside, in the same form as all other errors. */
final class LbErrorHandler extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Object code = request.getAttribute(ERROR_STATUS);
        int status = code instanceof Integer number ? number : 500;
        ExchangeRecord record = ClientConnection.find(request);
        String id = record == null ? null : record.requestId();
        ErrorAnswer.write(request, response, callback, status, message(status), id, false);
        return true;
    }

    private static String message(int status) {
        return switch (status) {
            case 400 -> "the request is malformed";
            case 408 -> "the request did not come in time";
            case 414 -> "the URI is over the limit";
            case 417 -> "the expectation cannot be met";
            case 431 -> "the headers are over the limit";
            case 501 -> "this is not implemented";
            case 505 -> "the HTTP version is not spoken here";
            default -> status < 500 ? "the request is not acceptable" : "something went wrong inside";
        };
    }
}
