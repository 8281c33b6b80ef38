package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.routing.Mirror;
import dev.steelyard.lb.core.upstream.ProxyToServerRequest;
import dev.steelyard.lb.core.upstream.UpstreamClient;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a request for another pool, whose answer is read and dropped.
 *
 * <p>Made before the first try of its exchange is sent, and sent after it, or when the last of the body has come by. What
 * becomes of it concerns the exchange no more: a copy never makes a client wait, and never fails it.
 */
final class MirroredRequest
        implements Response.HeadersListener, Response.ContentSourceListener, Response.CompleteListener {
    private static final Logger LOG = LoggerFactory.getLogger(MirroredRequest.class);

    private final Exchange exchange;
    private final Mirror mirror;
    private final UpstreamClient upstream;
    private final BodyCopy body; // null if there is none
    private final ProxyToServerRequest<MirroredRequest> copy;
    private Lease lease;
    private volatile int status;
    private volatile long firstByteNanos = -1;
    private volatile boolean satisfied;
    private volatile Scheduler.Task timer; // null if there is no limit

    private MirroredRequest(Exchange exchange, Mirror mirror, UpstreamClient upstream) {
        this.exchange = exchange;
        this.mirror = mirror;
        this.upstream = upstream;
        this.body = exchange.body() == null ? null : new BodyCopy(mirror.maxBodyBytes(), this::sendSoon, mirror::drop);
        ClientRequest request = exchange.request();
        this.copy = new ProxyToServerRequest<>(
                upstream.jettyClient(), this, request.method(), request.path(), request.query());
        RequestToServer.prepareCopy(exchange, copy);
    }

    /** The copy of an exchange whose first try is about to be sent, or {@code null} if there shall be none. */
    static MirroredRequest of(Exchange exchange, UpstreamClient upstream) {
        Mirror mirror = exchange.route().mirror();
        if (mirror == null || exchange.request().headers().contains(HttpHeader.UPGRADE) || !mirror.takesThis()) {
            return null;
        }
        RequestBody body = exchange.body();
        if (body != null && body.getLength() > mirror.maxBodyBytes()) {
            mirror.skip(Mirror.Drop.BODY_TOO_LARGE);
            return null;
        }
        if (!mirror.tryBegin()) {
            mirror.skip(Mirror.Drop.FULL);
            return null;
        }
        return made(exchange, mirror, upstream);
    }

    private static MirroredRequest made(Exchange exchange, Mirror mirror, UpstreamClient upstream) {
        try {
            MirroredRequest made = new MirroredRequest(exchange, mirror, upstream);
            if (made.body != null) {
                exchange.body().copyTo(made.body);
            }
            return made;
        } catch (RuntimeException defect) {
            LOG.error(
                    "route {}: a request could not be mirrored",
                    exchange.route().name(),
                    defect);
            mirror.drop(Mirror.Drop.INTERNAL);
            return null;
        }
    }

    /** The first try is on its way; the copy follows, unless it waits for its body. */
    void onTrySent() {
        if (body == null) {
            send();
        }
    }

    /** Not from within the reading of the last chunk, which is yet to be written where it belongs. */
    private void sendSoon() {
        EventLoop loop = EventLoop.current();
        if (loop == null) {
            send();
        } else {
            loop.execute(this::send);
        }
    }

    private void send() {
        try {
            lease = mirror.pool().lease(exchange.request());
            if (lease == null) {
                abandon(Mirror.Drop.NO_BACKEND);
                return;
            }
            if (body != null) {
                copy.body(body);
            }
            Scheduler scheduler = upstream.jettyClient().getScheduler();
            timer = HeadTimeout.schedule(mirror.pool().config().timeouts(), 0, scheduler, copy::abort);
            upstream.send(mirror.pool(), lease.backend(), copy, this);
        } catch (RuntimeException defect) {
            LOG.error(
                    "route {}: a request could not be mirrored",
                    exchange.route().name(),
                    defect);
            if (lease != null) {
                lease.complete(Outcome.Result.CLIENT_FAULT, 0, -1);
            }
            abandon(Mirror.Drop.INTERNAL);
        }
    }

    private void abandon(Mirror.Drop reason) {
        if (body != null) {
            body.close();
        }
        stopTimer();
        mirror.drop(reason);
    }

    private void stopTimer() {
        Scheduler.Task running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    /** A long or slow answer is not worth reading: its connection is closed instead. */
    @Override
    public void onHeaders(Response response) {
        status = response.getStatus();
        firstByteNanos = lease.elapsedNanos();
        stopTimer();
        timer = upstream.jettyClient()
                .getScheduler()
                .schedule(this::stopReading, Discarding.MOST_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void onContentSource(Response response, Content.Source source) {
        new Discarding(source, this::stopReading).run();
    }

    private void stopReading() {
        satisfied = true;
        copy.abort(new TimeoutException("the rest of the answer to a copy"));
    }

    @Override
    public void onComplete(Result result) {
        stopTimer();
        if (body != null) {
            body.close();
        }
        Outcome.Result outcome = outcome(result);
        lease.complete(outcome, status, firstByteNanos);
        mirror.end(!outcome.backendFault() || status != 0);
    }

    private Outcome.Result outcome(Result result) {
        Throwable failure = result.getFailure();
        if (failure == null || satisfied) {
            return status >= 500 ? Outcome.Result.SERVER_ERROR : Outcome.Result.SUCCESS;
        }
        if (copy.getConnection() == null) {
            return Outcome.Result.CONNECT_FAILURE;
        }
        if (failure instanceof TimeoutException) {
            return Outcome.Result.TIMEOUT;
        }
        return status == 0 ? Outcome.Result.RESET : Outcome.Result.BROKEN_RESPONSE;
    }
}
