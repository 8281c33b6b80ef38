package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.HedgeConfig;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A request that may be sent to a second backend while the first is silent; the first head of an answer wins.
 *
 * <p>The client sees the winner only. The other attempt ends without blame; one that fails says nothing as long as the other
 * goes on, and the last to fail speaks for both. Any thread; a short lock orders what the two attempts report.
 */
final class Hedge {
    private final Exchange exchange;
    private Attempt first;
    private Attempt second;
    private Attempt winner;
    private Scheduler.Task timer;
    private int running;
    private boolean over;

    private Hedge(Exchange exchange) {
        this.exchange = exchange;
    }

    /** That of a request that is about to be sent for the first time; {@code null} if it may not be sent twice. */
    static Hedge of(Exchange exchange) {
        return exchange.body() == null
                        && !exchange.request().headers().contains(HttpHeader.UPGRADE)
                        && exchange.retries().isRepeatable()
                ? new Hedge(exchange)
                : null;
    }

    /** Begins to wait for the first attempt, which is about to be sent. */
    void begin(Attempt attempt, Scheduler scheduler) {
        HedgeConfig config = exchange.retry().hedge();
        long nanos = exchange.pool().headTimes().quantileNanos(config.afterPercentile(), config.answers());
        Runnable startSecond = Retries.onOwnLoop(this::startSecond);
        synchronized (this) {
            first = attempt;
            running = 1;
            over = nanos < 0;
            if (!over) {
                long wait = Math.max(nanos, config.least().toNanos());
                timer = scheduler.schedule(startSecond, wait, TimeUnit.NANOSECONDS);
            }
        }
    }

    private void startSecond() {
        if (mayStart()) {
            Attempt attempt = exchange.newHedgeAttempt(this);
            if (attempt != null && !isTaken(attempt)) {
                attempt.lose();
            } else if (attempt != null) {
                attempt.send();
            }
        }
    }

    private synchronized boolean mayStart() {
        return !over && winner == null;
    }

    /** The first may have come to its end while a backend was picked. */
    private synchronized boolean isTaken(Attempt attempt) {
        if (over || winner != null) {
            return false;
        }
        second = attempt;
        running = 2;
        return true;
    }

    /** Whether an attempt that has the head of an answer may show it to the client; the other one ends if so. */
    boolean isWonBy(Attempt attempt) {
        Attempt loser;
        synchronized (this) {
            if (winner != null) {
                return winner == attempt;
            }
            winner = attempt;
            finish();
            loser = attempt == first ? second : first;
        }
        if (loser != null) {
            exchange.metrics().hedge(loser == first);
            loser.lose();
        }
        return true;
    }

    /** Whether an attempt that came to nothing is to decide what becomes of the request, as there is no other. */
    synchronized boolean isLeftTo(Attempt failed) {
        if (winner != null) {
            return winner == failed;
        }
        running--;
        if (running > 0) {
            return false;
        }
        finish();
        return true;
    }

    /** Whether what comes before an answer may be shown to the client. */
    synchronized boolean mayShowInterim(Attempt attempt) {
        return winner == attempt || second == null;
    }

    private void finish() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
