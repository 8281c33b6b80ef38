package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.upstream.ProxyToServerRequest;
import dev.steelyard.lb.core.upstream.UpstreamClient;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/**
 * One try of an exchange on one backend.
 *
 * <p>Jetty's client calls the listener methods, one at a time and in order; the relay to the client may call from the client's
 * side at the same time. Whoever is first decides how the attempt ends.
 */
final class Attempt
        implements Response.HeadersListener,
                Response.ContentSourceListener,
                Response.SuccessListener,
                Response.CompleteListener {
    private final Exchange exchange;
    private final Lease lease;
    private final ProxyToServerRequest<Attempt> proxyToServerRequest;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final UpstreamClient upstream;
    private final Pool pool;
    private volatile ResponseRelay relay;
    private Runnable onContinue;

    Attempt(Exchange exchange, Pool pool, Lease lease, UpstreamClient upstream) {
        this.exchange = exchange;
        this.pool = pool;
        this.lease = lease;
        this.upstream = upstream;
        ClientRequest request = exchange.request();
        this.proxyToServerRequest = new ProxyToServerRequest<>(
                upstream.jettyClient(), this, request.method(), request.path(), request.query());
    }

    /** Sends the request; what becomes of it is told to the listener methods. */
    void send() {
        onContinue = RequestToServer.prepare(exchange, proxyToServerRequest);
        upstream.destination(pool, lease.backend()).send(proxyToServerRequest, this);
    }

    /** The backend is ready for the body that the client offered to send (RFC 9110 section 10.1.1). */
    Runnable onContinue() {
        return onContinue;
    }

    /** Passes on a response that is not the last, such as 103 Early Hints. */
    void writeInterim(int status, HttpFields headers) {
        exchange.proxyToClientResponse().writeInterim(status, headers);
    }

    @Override
    public void onHeaders(Response serverToProxyResponse) {
        exchange.record().firstByteNanos = lease.elapsedNanos();
        ResponseRelay next = new ResponseRelay(exchange, this, serverToProxyResponse);
        if (next.writeHead(lease)) {
            relay = next;
        }
    }

    @Override
    public void onContentSource(Response serverToProxyResponse, Content.Source source) {
        if (relay != null) {
            relay.start(source);
        }
    }

    /** The whole answer is here before the whole request is there: what is left of the upload is not worth sending. */
    @Override
    public void onSuccess(Response serverToProxyResponse) {
        RequestBody body = exchange.body();
        if (body != null && !body.isComplete()) {
            proxyToServerRequest.fail(new AnsweredEarly());
        }
    }

    @Override
    public void onComplete(Result result) {
        int status = result.getResponse().getStatus();
        boolean answered = result.getResponseFailure() == null && status != 0 && relay != null;
        if (answered) {
            complete(status >= 500 ? Outcome.Result.SERVER_ERROR : Outcome.Result.SUCCESS, status);
            relay.onServerDone();
        } else {
            onFailure(result, status);
        }
    }

    private void onFailure(Result result, int status) {
        AttemptFailure failure = AttemptFailure.of(
                result.getFailure(), proxyToServerRequest.getConnection() != null, status, exchange, relay);
        complete(failure.outcome(), status);
        if (ended.compareAndSet(false, true)) {
            failure.endOrRetry(exchange);
        }
    }

    private void complete(Outcome.Result result, int status) {
        lease.complete(result, status, exchange.record().firstByteNanos);
    }

    /** The response is with the client and the backend is done. */
    void onRelayed() {
        if (ended.compareAndSet(false, true)) {
            exchange.succeeded();
        }
    }

    /** The client cannot be written to: the backend need not go on. */
    void onClientGone(Throwable failure) {
        complete(Outcome.Result.CLIENT_FAULT, 0);
        if (ended.compareAndSet(false, true)) {
            exchange.clientGone(failure);
        }
        proxyToServerRequest.abort(failure);
    }

    /** The head of the response cannot be passed on, by a fault of ours; the exchange is answered otherwise. */
    void onUnusable(Throwable failure) {
        complete(Outcome.Result.CLIENT_FAULT, 0);
        if (ended.compareAndSet(false, true)) {
            exchange.answer(502, "the response could not be processed", "filter_failed");
        }
        proxyToServerRequest.abort(failure);
    }

    private static final class AnsweredEarly extends Exception {
        private static final long serialVersionUID = 1L;

        AnsweredEarly() {
            super("the backend answered before the request was sent", null, false, false);
        }
    }
}
