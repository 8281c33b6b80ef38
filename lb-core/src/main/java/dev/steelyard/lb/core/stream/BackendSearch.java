package dev.steelyard.lb.core.stream;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.config.RetryConfig;
import dev.steelyard.lb.core.loop.LoopConnect;
import dev.steelyard.lb.core.loop.LoopSocket;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.Waiter;
import dev.steelyard.lb.core.pool.WaitingLine;
import dev.steelyard.lb.core.pool.WaitingLine.Reason;
import dev.steelyard.lb.core.proxy.ProxyMetrics;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Finds a connection a backend: takes a lease, or waits for one, connects, and tries another backend where that fails.
 *
 * <p>Nothing was sent yet, so to try again costs no backend anything. Lives on its loop's thread, but for what a {@link
 * Waiter} hears.
 */
final class BackendSearch implements Waiter, LoopConnect.SocketResult {
    private final StreamConnection connection;
    private final Pool pool;
    private final ProxyMetrics metrics;
    private Lease lease; // null unless an attempt is under way
    private WaitingLine.Ticket ticket; // null unless it waits
    private Scheduler.Task timer;
    private long queuedNanos;
    private boolean over;

    BackendSearch(StreamConnection connection, Pool pool, ProxyMetrics metrics) {
        this.connection = connection;
        this.pool = pool;
        this.metrics = metrics;
    }

    void begin() {
        Lease found = pool.lease(connection.view());
        if (found != null) {
            connect(found);
        } else {
            await();
        }
    }

    /** The backend that is tried now, or {@code null}. */
    Lease lease() {
        return lease;
    }

    long queuedNanos() {
        return queuedNanos;
    }

    private void connect(Lease found) {
        lease = found;
        if (found.backend().isCut()) {
            failed(new SocketTimeoutException("the backend was removed"));
            return;
        }
        connection.view().onTried(found.backend());
        long nanos = pool.config().timeouts().connect().toNanos();
        LoopConnect.start(connection.client().loop(), found.backend().address(), nanos, this);
    }

    @Override
    public void connected(LoopSocket socket) {
        if (over) {
            socket.close();
        } else {
            Lease taken = lease;
            lease = null;
            over = true;
            connection.onConnected(pool, taken, socket);
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (over) {
            return;
        }
        lease.complete(Outcome.Result.CONNECT_FAILURE, 0, -1);
        lease = null;
        String reason = failure instanceof SocketTimeoutException ? "connect_timeout" : "connect_failure";
        Lease next = mayTryAnother() ? pool.leaseAgain(connection.view()) : null;
        if (next == null) {
            give(reason);
        } else {
            metrics.retry(reason);
            connect(next);
        }
    }

    private boolean mayTryAnother() {
        RetryConfig retry = pool.config().retry();
        return retry.on().connectFailure() && connection.view().attempts() < retry.attempts();
    }

    private void await() {
        if (pool.isCircuitOpen()) {
            refuse("circuit_open");
        } else if (!pool.hasEligible()) {
            refuse("no_healthy_backend");
        } else if (!pool.line().isOpen() || !pool.hasUntried(connection.view(), true)) {
            refuse("all_backends_busy");
        } else {
            enterLine();
        }
    }

    private void enterLine() {
        ticket = pool.line().enter(this, Long.MAX_VALUE);
        if (ticket == null) {
            refuse(Reason.FULL.word());
        } else {
            timer = connection
                    .client()
                    .loop()
                    .scheduler()
                    .schedule(this::timeOver, ticket.nanosLeft(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public RequestView request() {
        return connection.view();
    }

    @Override
    public Priority priority() {
        return Priority.NORMAL;
    }

    @Override
    public void admitted(Lease place) {
        connection.client().loop().execute(() -> onAdmitted(place));
    }

    private void onAdmitted(Lease place) {
        if (over) {
            place.giveBack();
        } else {
            leaveLine();
            connect(place);
        }
    }

    @Override
    public void dropped() {
        connection.client().loop().execute(() -> {
            if (!over) {
                leaveLine();
                refuse(Reason.FULL.word());
            }
        });
    }

    private void timeOver() {
        if (ticket != null && ticket.leave(Reason.TIMEOUT)) {
            leaveLine();
            refuse(Reason.TIMEOUT.word());
        }
    }

    private void leaveLine() {
        queuedNanos += ticket.nanosWaited();
        ticket = null;
        timer.cancel();
    }

    private void refuse(String reason) {
        metrics.refused(reason);
        give(reason);
    }

    private void give(String reason) {
        over = true;
        connection.end(reason, true);
    }

    /** The client's connection has ended: whatever comes is given back. */
    void cancel() {
        if (over) {
            return;
        }
        over = true;
        if (ticket != null) {
            ticket.leave(Reason.CLIENT_GONE);
            leaveLine();
        }
        if (lease != null) {
            lease.giveBack();
        }
    }
}
