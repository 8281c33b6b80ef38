package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.filter.Answer;
import dev.steelyard.lb.api.filter.Filter;
import dev.steelyard.lb.core.config.RetryConfig;
import dev.steelyard.lb.core.config.TimeoutsConfig;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.routing.BadTarget;
import dev.steelyard.lb.core.routing.Fallback;
import dev.steelyard.lb.core.routing.Route;
import dev.steelyard.lb.core.upstream.UpstreamClient;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client request from its head to the end of its response: route, filters, then attempts until one of them answers.
 *
 * <p>One thread at a time; each step hands over to the next.
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final HttpListener listener;
    private final UpstreamClient upstream;
    private final ProxyMetrics metrics;
    private final Traces traces;
    private final Entrance entrance;
    private final Request clientToProxyRequest;
    private final Response proxyToClientResponse;
    private final ExchangeRecord record;
    private final ClientConnection connection;
    private final RequestBody body;
    private final WayBack wayBack;
    private final Departure departure; // null if the client can only close its connection
    private final EventLoop loop = EventLoop.current(); // null if it does not begin on one
    private ClientRequest request;
    private Route route;
    private Pool pool;
    private int attemptsElsewhere;
    private boolean fellBack;
    private long startNanos;

    Exchange(
            HttpListener listener,
            UpstreamClient upstream,
            ProxyMetrics metrics,
            Traces traces,
            Entrance entrance,
            Request clientToProxyRequest,
            Response proxyToClientResponse,
            Callback proxyToClientCallback) {
        this.listener = listener;
        this.upstream = upstream;
        this.metrics = metrics;
        this.traces = traces;
        this.entrance = entrance;
        this.clientToProxyRequest = clientToProxyRequest;
        this.proxyToClientResponse = proxyToClientResponse;
        this.record = new ExchangeRecord(RequestIds.of(clientToProxyRequest.getHeaders()));
        this.connection = ClientConnection.of(clientToProxyRequest);
        connection.keep(clientToProxyRequest, record);
        this.body = RequestBody.of(clientToProxyRequest, listener.config().limits(), metrics.requestBytes());
        this.wayBack =
                new WayBack(listener, clientToProxyRequest, proxyToClientResponse, proxyToClientCallback, body, record);
        this.departure = Departure.of(this);
    }

    /** Takes the request as far as its first attempt, or answers it. */
    void start() {
        try {
            request = new ClientRequest(clientToProxyRequest, listener);
            if (request.isHttp2()) {
                Http2Rules.check(clientToProxyRequest.getHeaders(), body != null);
            }
        } catch (BadTarget refused) {
            refuse(400, refused.getMessage(), "bad_target");
            return;
        }
        record.client = request.clientAddress();
        record.host = request.host();
        record.path = request.path();
        record.query = request.query();
        Refusal refusal = Refusal.of(
                request, clientToProxyRequest.getLength(), listener.config().limits());
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        Answer redirect = HttpsRedirect.of(request, listener.config().redirectToHttps());
        if (redirect == null) {
            enterRoute();
        } else {
            answer(redirect, "redirect_to_https");
        }
    }

    /** Refuses a body that turned out to be over the limit. */
    void refuseBody() {
        refuse(Refusal.bodyTooLarge(listener.config().limits()));
    }

    private void refuse(Refusal refusal) {
        refuse(refusal.status(), refusal.message(), refusal.reason());
    }

    private void enterRoute() {
        record.routes = listener.enterRoutes();
        route = record.routes.find(request);
        record.route = route;
        record.trace = traces.notesFor(request);
        if (record.trace != null) {
            record.trace.onRoute(route);
        }
        if (route == null) {
            answer(404, "no route for this host and path", "no_route");
            return;
        }
        record.share = route.target().choose(request);
        if (isLetIn() && passesFilters(route.filters())) {
            // Jetty would fail the request when the client is silent, even while a backend is thinking.
            clientToProxyRequest.addIdleTimeoutListener(silence -> false);
            startNanos = record.share.pool().nanoTime();
            enter(record.share.pool());
        }
    }

    private boolean isLetIn() {
        record.priority = route.guard().priorityOf(request);
        Refusal refusal = entrance.enter(request, route, record.priority, record);
        if (refusal != null) {
            answer(refusal.status(), refusal.message(), refusal.reason());
        }
        return refusal == null;
    }

    private boolean passesFilters(List<Filter> filters) {
        try {
            for (int i = 0; i < filters.size(); i++) {
                Answer answer = filters.get(i).onRequest(request);
                if (answer != null) {
                    answer(answer, "filter");
                    return false;
                }
            }
            return true;
        } catch (RuntimeException | LinkageError failure) {
            LOG.warn("route {}: a filter failed on a request", route.name(), failure);
            answer(500, "the request could not be processed", "filter_failed");
            return false;
        }
    }

    private void enter(Pool next) {
        pool = next;
        record.pool = next.name();
        attemptsElsewhere = record.attempts;
        if (body != null) {
            retries().keepBody();
        }
        nextAttempt();
    }

    /** Tries a backend, or waits for a place on one, or answers 503 if there is none to try. */
    void nextAttempt() {
        if (departure != null && departure.failure() != null) {
            clientGone(departure.failure());
            return;
        }
        if (record.attempts > 0 && retries().isTotalTimeSpent()) {
            answer(504, "no server answered in time", "total_timeout");
            return;
        }
        Lease lease = pool.lease(request);
        if (lease == null) {
            noteOnTrace(null);
            new PlaceWait(this, loop).begin();
        } else {
            attempt(lease);
        }
    }

    /** Tries the backend that a lease is for. */
    void attempt(Lease lease) {
        Hedge hedge = attempts() == 0 && retry().hedge().isOn() ? Hedge.of(this) : null;
        Attempt attempt = newAttempt(lease, hedge);
        MirroredRequest copy = record.attempts == 1 ? MirroredRequest.of(this, upstream) : null;
        if (hedge != null) {
            hedge.begin(attempt, upstream.jettyClient().getScheduler());
        }
        attempt.send();
        if (copy != null) {
            copy.onTrySent();
        }
    }

    private void noteOnTrace(Lease lease) {
        if (record.trace != null) {
            record.trace.onLease(pool, lease);
        }
    }

    private Attempt newAttempt(Lease lease, Hedge hedge) {
        noteOnTrace(lease);
        record.attempts++;
        record.backend = lease.backend().id();
        record.firstByteNanos = -1;
        request.markTried(lease.backend());
        return new Attempt(this, pool, lease, upstream, hedge);
    }

    /** An attempt on another backend beside the one under way, or {@code null} if that cannot be. */
    Attempt newHedgeAttempt(Hedge hedge) {
        Lease lease = retries().mayHedge() ? pool.lease(request) : null;
        if (lease == null) {
            return null;
        }
        metrics.retry("hedge");
        return newAttempt(lease, hedge);
    }

    /**
     * Goes the other way that the route has for want of a backend, or refuses.
     *
     * @param reason the word for log and metrics
     */
    void onScarcity(Scarcity scarcity, String reason) {
        metrics.refused(reason);
        if (route.fallback() != null
                && !fellBack
                && scarcity.isIn(route.fallback().config().on())) {
            fallBack(reason);
        } else {
            answer(503, scarcity.message(), reason);
        }
    }

    /**
     * Whether the route has another way for requests that no backend of its pool could answer.
     *
     * @param repeatable whether the request can be sent once more
     */
    boolean mayFallBack(boolean repeatable) {
        Fallback fallback = route.fallback();
        return fallback != null
                && !fellBack
                && fallback.config().on().failed()
                && !proxyToClientResponse.isCommitted()
                && (fallback.pool() == null || (repeatable && !retries().isTotalTimeSpent()));
    }

    /** Goes the other way that the route has. */
    void fallBack(String reason) {
        fellBack = true;
        record.poolFailed = true;
        metrics.fallback(reason);
        Fallback fallback = route.fallback();
        if (fallback.pool() == null) {
            answer(FallbackAnswer.of(fallback.config()), "fallback");
        } else {
            enter(fallback.pool());
        }
    }

    /** Whether and when it is tried on another backend. */
    Retries retries() {
        return new Retries(this, upstream.jettyClient().getScheduler());
    }

    /** Since the request came, in nanoseconds. */
    long elapsedNanos() {
        return pool.nanoTime() - startNanos;
    }

    /** Refuses a request for what its client did. */
    void refuse(int status, String message, String reason) {
        metrics.clientFault(reason);
        answer(status, message, reason);
        record.poolFailed = false;
    }

    /** Answers with an error, or, if a response is on its way already, breaks it off, so that it is not taken for whole. */
    void answer(int status, String message, String reason) {
        record.reason = reason;
        if (proxyToClientResponse.isCommitted()) {
            record.poolFailed = true;
            wayBack.breakOff(reason);
        } else {
            wayBack.answer(status, message, reason);
        }
    }

    private void answer(Answer answer, String reason) {
        record.reason = reason;
        wayBack.answer(answer);
    }

    /** The client cannot be written to any more. */
    void clientGone(Throwable failure) {
        String reason = failure instanceof TimeoutException ? "client_slow" : "client_gone";
        record.reason = reason;
        metrics.clientFault(reason);
        wayBack.giveUp(failure);
    }

    /** Who serves it now: the route's pool, or that of its fallback. */
    Pool pool() {
        return pool;
    }

    /** How many backends of that pool were tried. */
    int attempts() {
        return record.attempts - attemptsElsewhere;
    }

    /** When it is tried again, by route and pool. */
    RetryConfig retry() {
        return route.rules().retry(pool);
    }

    /** How long its attempts may take, by route and pool. */
    TimeoutsConfig timeouts() {
        return route.rules().timeouts(pool);
    }

    ClientRequest request() {
        return request;
    }

    ClientConnection connection() {
        return connection;
    }

    RequestBody body() {
        return body;
    }

    Route route() {
        return route;
    }

    ExchangeRecord record() {
        return record;
    }

    ProxyMetrics metrics() {
        return metrics;
    }

    Departure departure() {
        return departure;
    }

    WayBack wayBack() {
        return wayBack;
    }

    Request clientToProxyRequest() {
        return clientToProxyRequest;
    }

    Response proxyToClientResponse() {
        return proxyToClientResponse;
    }
}
