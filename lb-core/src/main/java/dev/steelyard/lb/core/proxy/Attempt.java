package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.config.BackendProtocol;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.upstream.ProxyToServerRequest;
import dev.steelyard.lb.core.upstream.UpstreamClient;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private static final Runnable NOTHING = () -> {};
    private static final long LAST_WRITE_MILLIS = 1000;

    private final Exchange exchange;
    private final Lease lease;
    private final ProxyToServerRequest<Attempt> proxyToServerRequest;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final UpstreamClient upstream;
    private final Pool pool;
    private final Hedge hedge; // null if no other attempt can be under way
    private volatile ResponseRelay relay;
    private volatile boolean sent;
    private volatile int status;
    private volatile Scheduler.Task headTimer; // null if there is no limit
    private volatile Runnable afterPassingOver; // null unless the answer is not for the client
    private volatile long firstByteNanos = -1;
    private volatile ProtocolTunnel tunnel; // null unless the backend took up an offer to go on in another protocol
    private UpgradeOffer offer; // null for none
    private ContinueWait continueWait;

    Attempt(Exchange exchange, Pool pool, Lease lease, UpstreamClient upstream, Hedge hedge) {
        this.exchange = exchange;
        this.pool = pool;
        this.lease = lease;
        this.upstream = upstream;
        this.hedge = hedge;
        ClientRequest request = exchange.request();
        this.proxyToServerRequest = new ProxyToServerRequest<>(
                upstream.jettyClient(), this, request.method(), request.path(), request.query());
    }

    /** Sends the request; what becomes of it is told to the listener methods. */
    void send() {
        Departure departure = exchange.departure();
        if (departure != null && !departure.mayBegin(this)) {
            onClientReset(departure.failure(), decides());
            return;
        }
        try {
            offer = RequestToServer.prepare(exchange, proxyToServerRequest);
            if (exchange.body() != null) {
                proxyToServerRequest.onRequestSuccess(request -> onSent());
                continueWait = ContinueWait.of(
                        proxyToServerRequest, upstream.jettyClient().getScheduler());
            }
            watchHead();
            upstream.send(pool, lease.backend(), proxyToServerRequest, this);
        } catch (RuntimeException failure) {
            LOG.error("route {}: a request could not be sent", exchange.route().name(), failure);
            end(failure, NOTHING, this::answerForOurFault);
        }
    }

    private void answerForOurFault() {
        if (decides()) {
            exchange.answer(500, "something went wrong inside", "internal");
        }
    }

    /** Whether what becomes of the request is for this attempt to say, now that it failed. */
    private boolean decides() {
        return hedge == null || hedge.isLeftTo(this);
    }

    private void onSent() {
        sent = true;
        if (status == 0) {
            startHeadTimer();
        }
    }

    /** The time of a try runs when its request is out: how long an upload takes is up to the client. */
    private void watchHead() {
        if (exchange.body() == null) {
            startHeadTimer();
        }
    }

    private void startHeadTimer() {
        headTimer = HeadTimeout.schedule(
                exchange.timeouts(),
                exchange.elapsedNanos(),
                upstream.jettyClient().getScheduler(),
                proxyToServerRequest::abort);
    }

    private void stopHeadTimer() {
        Scheduler.Task timer = headTimer;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** A response came that is not the last: 100 Continue asks for the body, others are for the client. */
    void onInterim(int interim, HttpFields headers) {
        if (interim != HttpStatus.CONTINUE_100) {
            if (hedge == null || hedge.mayShowInterim(this)) {
                exchange.wayBack().writeInterim(interim, headers);
            }
        } else if (continueWait != null) {
            continueWait.end();
        }
    }

    @Override
    public void onHeaders(Response serverToProxyResponse) {
        status = serverToProxyResponse.getStatus();
        if (isCall()) {
            status = GrpcStatus.asHttp(serverToProxyResponse.getHeaders(), status);
        }
        stopHeadTimer();
        firstByteNanos = lease.elapsedNanos();
        if (exchange.record().trace != null) {
            exchange.record().trace.onHead(status, firstByteNanos);
        }
        WeightHeader.read(pool, lease, serverToProxyResponse.getHeaders());
        if (status == HttpStatus.SWITCHING_PROTOCOLS_101) {
            onSwitch(serverToProxyResponse);
            return;
        }
        boolean mayReplace = !exchange.retry().statuses().isEmpty();
        if (mayReplace && isReplaced()) {
            return;
        }
        if (hedge != null && !hedge.isWonBy(this)) {
            passOver(NOTHING);
            return;
        }
        exchange.record().answeredBy(lease.backend().id(), firstByteNanos);
        if (exchange.body() != null) {
            exchange.body().keepNoMore();
        }
        ResponseRelay next = new ResponseRelay(exchange, this, serverToProxyResponse);
        if (next.prepareHead(lease)) {
            relay = next;
        }
    }

    /** Whether the outcome is not to be seen from the status of HTTP. */
    private boolean isCall() {
        return pool.config().protocol() != BackendProtocol.HTTP1
                && exchange.request().isGrpcCall();
    }

    private void onSwitch(Response serverToProxyResponse) {
        if (offer == null || !offer.isTakenUpBy(serverToProxyResponse.getHeaders())) {
            proxyToServerRequest.abort(new Unwanted("the backend switched protocols without being asked to"));
            return;
        }
        exchange.record().answeredBy(lease.backend().id(), firstByteNanos);
        if (new ResponseRelay(exchange, this, serverToProxyResponse).prepareHead(lease)) {
            EndPoint server = (EndPoint) proxyToServerRequest.getConversation().getAttribute(EndPoint.class.getName());
            tunnel = new ProtocolTunnel(
                    exchange, lease, server, exchange.timeouts().tunnel());
        }
    }

    private boolean isReplaced() {
        Retries retries = exchange.retries();
        if (hedge != null && exchange.retry().statuses().contains(status) && !decides()) {
            passOver(NOTHING);
            return true;
        }
        if (retries.replace(status)) {
            passOver(() -> exchange.retries().begin("status_" + status));
        } else if (retries.replaceByFallback(status)) {
            passOver(() -> exchange.fallBack("failed"));
        }
        return afterPassingOver != null;
    }

    /** The rest of the answer is read, so that its connection can be used again, unless it is long or slow. */
    private void passOver(Runnable next) {
        afterPassingOver = next;
        stopReadingBody();
        if (continueWait != null) {
            continueWait.cancel();
        }
        headTimer = upstream.jettyClient()
                .getScheduler()
                .schedule(this::stopReading, Discarding.MOST_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void stopReading() {
        proxyToServerRequest.abort(new Unwanted("the rest of an answer that nobody wants takes too long"));
    }

    @Override
    public void onContentSource(Response serverToProxyResponse, Content.Source source) {
        if (relay != null) {
            relay.start(source);
        } else if (afterPassingOver != null) {
            new Discarding(source, this::stopReading).run();
        } else if (tunnel != null) {
            source.read(); // nothing, but Jetty ends its part only then
        }
    }

    /**
     * The whole answer is here, perhaps before the whole request is there: what is left of the upload is not worth sending.
     * If only the last write is under way, it will have ended in a moment, or else the backend does not read it.
     */
    @Override
    public void onSuccess(Response serverToProxyResponse) {
        RequestBody body = exchange.body();
        if (body == null || sent) {
            return;
        }
        if (body.isComplete()) {
            var scheduler = upstream.jettyClient().getScheduler();
            scheduler.schedule(this::stopSending, LAST_WRITE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            stopSending();
        }
    }

    /** Ends the exchange with the backend, and its connection, unless the request is sent. */
    private void stopSending() {
        if (!sent) {
            proxyToServerRequest.fail(new Unwanted("the backend answered before the request was sent"));
        }
    }

    @Override
    public void onComplete(Result result) {
        if (continueWait != null) {
            continueWait.cancel();
        }
        stopHeadTimer();
        if (afterPassingOver != null) {
            complete(ofStatus());
            if (ended.compareAndSet(false, true)) {
                afterPassingOver.run();
            }
            return;
        }
        if (result.isSucceeded() && tunnel != null) {
            openTunnel(result.getResponse());
        } else if (result.getResponseFailure() == null && relay != null) {
            if (isCall()) {
                status = GrpcStatus.asHttp(result.getResponse().getTrailers(), status);
            }
            complete(ofStatus());
            relay.onServerDone();
        } else {
            onFailure(result);
        }
    }

    private void openTunnel(Response serverToProxyResponse) {
        if (ended.compareAndSet(false, true)) {
            lease.tell(Outcome.Result.SUCCESS, status, firstByteNanos);
            tunnel.open(serverToProxyResponse.getHeaders());
        }
    }

    private Outcome.Result ofStatus() {
        return status >= 500 ? Outcome.Result.SERVER_ERROR : Outcome.Result.SUCCESS;
    }

    /** What it has not read yet is for another attempt. */
    private void stopReadingBody() {
        if (exchange.body() != null) {
            exchange.body().stopReading();
        }
    }

    private void onFailure(Result result) {
        stopReadingBody();
        boolean connected = proxyToServerRequest.getConnection() != null;
        AttemptFailure failure = AttemptFailure.of(result.getFailure(), connected, status, exchange, relay);
        complete(failure.outcome());
        if (ended.compareAndSet(false, true) && decides()) {
            failure.endOrRetry(exchange);
        }
    }

    private void complete(Outcome.Result result) {
        lease.complete(result, status, firstByteNanos);
        if (exchange.record().trace != null) {
            exchange.record().trace.onOutcome(result, lease.elapsedNanos());
        }
    }

    /** Another attempt has the answer: this one ends, and it is not the backend's fault. */
    void lose() {
        if (afterPassingOver == null) { // or else it is about to end by itself, and what it is told counts
            end(new Unwanted("another backend was faster"), NOTHING, NOTHING);
        }
    }

    /** The response is with the client and the backend is done. */
    void onRelayed() {
        if (ended.compareAndSet(false, true)) {
            exchange.wayBack().succeeded();
        }
    }

    /** The client cannot be written to: the backend need not go on. */
    void onClientGone(Throwable failure) {
        end(failure, relay::discard, () -> exchange.clientGone(failure));
    }

    /**
     * The client took its request back.
     *
     * @param answers whether the exchange ends with this attempt
     * @return whether it was under way
     */
    boolean onClientReset(Throwable failure, boolean answers) {
        if (ended.get()) {
            return false;
        }
        Runnable answer = answers ? () -> exchange.clientGone(failure) : NOTHING;
        end(failure, relay == null ? NOTHING : relay::discard, answer);
        return true;
    }

    /** The head of the response cannot be passed on, by a fault of ours; the exchange is answered otherwise. */
    void onUnusable(Throwable failure) {
        end(failure, NOTHING, () -> exchange.answer(502, "the response could not be processed", "filter_failed"));
    }

    /** The verdict comes before the abort, which would be taken for the backend's fault; the answer comes after it. */
    private void end(Throwable failure, Runnable cleanUp, Runnable answer) {
        complete(Outcome.Result.CLIENT_FAULT);
        boolean first = ended.compareAndSet(false, true);
        cleanUp.run();
        proxyToServerRequest.abort(failure);
        if (first) {
            answer.run();
        }
    }

    private static final class Unwanted extends Exception {
        private static final long serialVersionUID = 1L;

        Unwanted(String message) {
            super(message, null, false, false);
        }
    }
}
