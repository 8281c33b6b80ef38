package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.algorithm.Outcome;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http2.ErrorCode;

/**
 * Why an attempt failed: whose fault it was, what the client is told, and whether another backend may be tried.
 *
 * <p>What the client did wrong never counts against the backend: else any client could take all of them out.
 *
 * @param outcome what counts for the backend
 * @param status what the client gets if no other backend is tried
 * @param message what the client is told
 * @param reason the word for log and metrics
 * @param repeatable whether the request had no effect on the backend, or may have it twice
 */
record AttemptFailure(Outcome.Result outcome, int status, String message, String reason, boolean repeatable) {
    /** How Jetty names the error of a reset. */
    private static final String REFUSED_STREAM = ErrorCode.toString(ErrorCode.REFUSED_STREAM_ERROR.code, "");

    private static final AttemptFailure BODY_TOO_LARGE =
            new AttemptFailure(Outcome.Result.CLIENT_FAULT, 413, "", "body_too_large", false);
    private static final AttemptFailure CLIENT_SLOW = new AttemptFailure(
            Outcome.Result.CLIENT_FAULT, 408, "the request body did not come in time", "client_slow", false);
    private static final AttemptFailure BAD_BODY = new AttemptFailure(
            Outcome.Result.CLIENT_FAULT, 400, "the request body is malformed or was broken off", "bad_body", false);
    private static final AttemptFailure TIMEOUT =
            new AttemptFailure(Outcome.Result.TIMEOUT, 504, "the server did not answer in time", "timeout", false);
    private static final AttemptFailure BROKEN = new AttemptFailure(
            Outcome.Result.BROKEN_RESPONSE, 502, "the server broke off its answer", "broken_response", false);
    private static final AttemptFailure CONNECT = new AttemptFailure(
            Outcome.Result.CONNECT_FAILURE, 502, "the server cannot be reached", "connect_failure", true);
    private static final AttemptFailure CONNECT_TIMEOUT = new AttemptFailure(
            Outcome.Result.CONNECT_FAILURE, 504, "the server cannot be reached in time", "connect_timeout", true);

    /**
     * @param connected whether the request ever had a connection
     * @param status of the backend's response, 0 if it began none
     * @param relay {@code null} if no head came
     */
    static AttemptFailure of(Throwable failure, boolean connected, int status, Exchange exchange, ResponseRelay relay) {
        RequestBody body = exchange.body();
        if (body != null && body.isTooLarge()) {
            return BODY_TOO_LARGE;
        }
        if (body != null && body.clientFault() != null) {
            return body.clientFault() instanceof TimeoutException ? CLIENT_SLOW : BAD_BODY;
        }
        if (failure instanceof HeadTimeout late && status == 0 && (connected || late.ofAllTries())) {
            return late(late, connected, exchange);
        }
        if (!connected) {
            return failure instanceof SocketTimeoutException || failure instanceof HeadTimeout
                    ? CONNECT_TIMEOUT
                    : CONNECT;
        }
        if (failure instanceof TimeoutException) {
            return timeout(body, relay);
        }
        if (status == 0 && isRefused(failure)) {
            return refused(exchange);
        }
        return status != 0 || failure instanceof HttpException ? BROKEN : reset(exchange);
    }

    /** Silence while we wait for the client is the client's. */
    private static AttemptFailure timeout(RequestBody body, ResponseRelay relay) {
        boolean client = (body != null && body.isWaitingForClient()) || (relay != null && relay.isWaitingForClient());
        return client ? CLIENT_SLOW : TIMEOUT;
    }

    /** A head that began to come meanwhile may be half with the client's: then the silence ends the exchange instead. */
    private static AttemptFailure late(HeadTimeout late, boolean connected, Exchange exchange) {
        boolean repeatable = !late.ofAllTries() && exchange.retries().isRepeatable();
        Outcome.Result outcome = connected ? Outcome.Result.TIMEOUT : Outcome.Result.CONNECT_FAILURE;
        return new AttemptFailure(outcome, 504, "the server did not answer in time", late.reason(), repeatable);
    }

    /** A stream that a backend refused was not looked at by it (RFC 9113 section 8.7). */
    private static boolean isRefused(Throwable failure) {
        return failure != null && REFUSED_STREAM.equals(failure.getMessage());
    }

    private static AttemptFailure refused(Exchange exchange) {
        boolean repeatable = exchange.body() == null || exchange.body().isRepeatable();
        return new AttemptFailure(
                Outcome.Result.RESET, 502, "the server takes no more requests now", "refused_stream", repeatable);
    }

    private static AttemptFailure reset(Exchange exchange) {
        boolean repeatable = exchange.retries().isRepeatable();
        return new AttemptFailure(
                Outcome.Result.RESET, 502, "the server closed the connection without an answer", "reset", repeatable);
    }

    /** Tries another backend if that is possible, or else tells the client. */
    void endOrRetry(Exchange exchange) {
        if (repeatable && exchange.retries().areAllowedAfter(outcome)) {
            exchange.retries().begin(reason);
        } else if (this == BODY_TOO_LARGE) {
            exchange.refuseBody();
        } else if (outcome == Outcome.Result.CLIENT_FAULT) {
            exchange.refuse(status, message, reason);
        } else if (exchange.mayFallBack(repeatable)) {
            exchange.fallBack("failed");
        } else {
            exchange.answer(status, message, reason);
        }
    }
}
