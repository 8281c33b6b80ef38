package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.loop.LoopEndPoint;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.Waiter;
import dev.steelyard.lb.core.pool.WaitingLine;
import dev.steelyard.lb.core.pool.WaitingLine.Reason;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * An exchange that found no place in its pool: it waits for one, or is refused.
 *
 * <p>What other threads tell is handed over to the exchange's loop, where all else happens, so one of place, timer, client and
 * eviction comes first.
 */
final class PlaceWait implements Waiter {
    private final Exchange exchange;
    private final EventLoop loop;
    private final Pool pool;
    private WaitingLine.Ticket ticket;
    private Scheduler.Task timer;
    private LoopEndPoint watched; // null if the client cannot be watched
    private boolean clientGone;

    /**
     * @param loop where the exchange began; {@code null} if it was on none, then it cannot wait
     */
    PlaceWait(Exchange exchange, EventLoop loop) {
        this.exchange = exchange;
        this.loop = loop;
        this.pool = exchange.pool();
    }

    /** Waits or refuses; any thread. */
    void begin() {
        Scarcity scarcity = Scarcity.of(pool);
        if (scarcity != Scarcity.BUSY) {
            exchange.onScarcity(scarcity, scarcity.reason());
        } else if (loop == null || !pool.line().isOpen() || !pool.hasUntried(exchange.request(), true)) {
            refuseAsBusy(scarcity.reason());
        } else if (loop.inLoop()) {
            enter();
        } else {
            loop.execute(this::enter);
        }
    }

    private void enter() {
        ticket = pool.line().enter(this, exchange.retries().totalNanosLeft());
        if (ticket == null) {
            refuseAsBusy(Reason.FULL.word());
            return;
        }
        timer = loop.scheduler().schedule(this::timeOver, ticket.nanosLeft(), TimeUnit.NANOSECONDS);
        watched = exchange.connection().endPointOf(exchange.clientToProxyRequest());
        if (watched != null) {
            watched.watchClose(this::onClientGone);
        }
        if (exchange.departure() != null) {
            exchange.departure().whileWaiting(this::onClientGone);
        }
    }

    @Override
    public RequestView request() {
        return exchange.request();
    }

    @Override
    public Priority priority() {
        return exchange.record().priority;
    }

    @Override
    public void admitted(Lease lease) {
        loop.execute(() -> onAdmitted(lease));
    }

    private void onAdmitted(Lease lease) {
        if (clientGone) {
            lease.giveBack();
        } else {
            end();
            exchange.attempt(lease);
        }
    }

    @Override
    public void dropped() {
        loop.execute(this::onDropped);
    }

    private void onDropped() {
        if (!clientGone) {
            end();
            refuseAsBusy(Reason.FULL.word());
        }
    }

    private void timeOver() {
        if (!ticket.leave(Reason.TIMEOUT)) {
            return;
        }
        end();
        if (exchange.retries().isTotalTimeSpent()) {
            exchange.answer(504, "no server answered in time", "total_timeout");
        } else {
            refuseAsBusy(Reason.TIMEOUT.word());
        }
    }

    /** A client that only shuts its sending side down looks the same; it is told, in case it is still there. */
    private void onClientGone() {
        clientGone = true;
        ticket.leave(Reason.CLIENT_GONE);
        end();
        exchange.refuse(503, "the client closed its side while its request waited", Reason.CLIENT_GONE.word());
    }

    private void end() {
        exchange.record().queuedNanos += ticket.nanosWaited();
        timer.cancel();
        if (watched != null) {
            watched.unwatchClose();
        }
        if (exchange.departure() != null) {
            exchange.departure().whileWaiting(null);
        }
    }

    private void refuseAsBusy(String reason) {
        exchange.onScarcity(Scarcity.BUSY, reason);
    }
}
