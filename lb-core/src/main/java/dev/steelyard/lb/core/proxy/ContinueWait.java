package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.upstream.ProxyToServerRequest;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The time in which a body stays with the client, until the backend says 100 Continue.
 *
 * <p>It is limited, since not every backend knows the expectation, and one that does not waits for the body as we would wait
 * for the 100 (RFC 9110 section 10.1.1). Any thread.
 */
final class ContinueWait {
    /** As long as curl waits. */
    private static final long AT_MOST_MILLIS = 1000;

    private final ProxyToServerRequest<?> proxyToServerRequest;
    private final Scheduler scheduler;
    private volatile Scheduler.Task timer;
    private volatile boolean over;

    private ContinueWait(ProxyToServerRequest<?> proxyToServerRequest, Scheduler scheduler) {
        this.proxyToServerRequest = proxyToServerRequest;
        this.scheduler = scheduler;
    }

    /** The wait of a request with a body, begun when its head is out; {@code null} if it expects nothing. */
    static ContinueWait of(ProxyToServerRequest<?> request, Scheduler scheduler) {
        if (!request.getHeaders().contains(HttpHeader.EXPECT)) {
            return null;
        }
        ContinueWait wait = new ContinueWait(request, scheduler);
        request.onRequestCommit(committed -> wait.begin());
        return wait;
    }

    private void begin() {
        timer = scheduler.schedule(this::end, AT_MOST_MILLIS, TimeUnit.MILLISECONDS);
        if (over) {
            timer.cancel();
        }
    }

    /** Sends the body now. */
    void end() {
        cancel();
        HttpExchange exchange =
                proxyToServerRequest.getConversation().getExchanges().peekLast();
        exchange.proceed(null, null);
    }

    /** Nothing is waited for any more. */
    void cancel() {
        over = true;
        Scheduler.Task begun = timer;
        if (begun != null) {
            begun.cancel();
        }
    }
}
