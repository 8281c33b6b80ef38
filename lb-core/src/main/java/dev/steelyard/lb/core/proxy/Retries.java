package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.config.RetryConditions;
import dev.steelyard.lb.core.config.RetryConfig;
import dev.steelyard.lb.core.loop.EventLoop;
import dev.steelyard.lb.core.pool.Pool;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Whether and when an exchange is tried on another backend; made when there is a reason to ask.
 *
 * @param exchange has a route
 */
record Retries(Exchange exchange, Scheduler scheduler) {
    /** RFC 9110 section 9.2.2, without TRACE, which is not served. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private Pool pool() {
        return exchange.pool();
    }

    private RetryConfig config() {
        return exchange.retry();
    }

    /** Whether the request can be sent again without harm: as its method promises (or the config), and with all its body. */
    boolean isRepeatable() {
        RequestBody body = exchange.body();
        return (body == null || body.isRepeatable()) && isHarmless();
    }

    /** Whether it may reach two backends. */
    private boolean isHarmless() {
        return IDEMPOTENT.contains(exchange.request().method()) || config().nonIdempotent();
    }

    /** Has a short body kept that another attempt may need. */
    void keepBody() {
        long most = config().replayBuffer().bytes();
        if (most > 0 && config().attempts() > 1 && isHarmless()) {
            exchange.body().keep(most);
        }
    }

    /** Whether another backend may be tried, after an attempt of which the client has seen nothing. */
    boolean areAllowedAfter(Outcome.Result outcome) {
        return isWanted(outcome)
                && exchange.attempts() < config().attempts()
                && pool().hasUntried(exchange.request())
                && !exchange.proxyToClientResponse().isCommitted()
                && !isTotalTimeSpent()
                && (isFree(outcome) || isWithinBudget());
    }

    /** Whether all tries together have taken as long as they may, perhaps while another one was waited for. */
    boolean isTotalTimeSpent() {
        var total = exchange.timeouts().total();
        return total.isPresent() && exchange.elapsedNanos() >= total.get().toNanos();
    }

    /** What all tries together may still take, in nanoseconds. */
    long totalNanosLeft() {
        return exchange.timeouts()
                .total()
                .map(total -> Math.max(0, total.toNanos() - exchange.elapsedNanos()))
                .orElse(Long.MAX_VALUE);
    }

    private boolean isWanted(Outcome.Result outcome) {
        RetryConditions on = config().on();
        return switch (outcome) {
            case CONNECT_FAILURE -> on.connectFailure();
            case RESET -> on.reset();
            case TIMEOUT -> on.timeout();
            case SERVER_ERROR -> on.statuses();
            default -> false;
        };
    }

    /** A request that never left has cost no backend anything, so it cannot multiply their load. */
    private static boolean isFree(Outcome.Result outcome) {
        return outcome == Outcome.Result.CONNECT_FAILURE;
    }

    /** Whether a request without an answer may be sent to another backend beside the one it waits for. */
    boolean mayHedge() {
        return exchange.attempts() < config().attempts()
                && pool().hasUntried(exchange.request())
                && !isTotalTimeSpent()
                && pool().retryBudget().tryTake();
    }

    private boolean isWithinBudget() {
        boolean within = pool().retryBudget().tryTake();
        if (!within) {
            exchange.metrics().refused("retry_budget");
        }
        return within;
    }

    /** Whether an answer with this status shall not be passed on, since another backend may do better. */
    boolean replace(int status) {
        return config().statuses().contains(status) && isRepeatable() && areAllowedAfter(Outcome.Result.SERVER_ERROR);
    }

    /** Whether an answer with this status shall not be passed on, since the route's fallback is for such. */
    boolean replaceByFallback(int status) {
        return config().statuses().contains(status) && exchange.mayFallBack(isRepeatable());
    }

    /** The first retry is at once: it goes to another backend. Those after it wait, in case all have the same trouble. */
    void begin(String reason) {
        exchange.metrics().retry(reason);
        long millis = backOffMillis();
        if (millis == 0) {
            exchange.nextAttempt();
        } else {
            scheduler.schedule(onOwnLoop(exchange::nextAttempt), millis, TimeUnit.MILLISECONDS);
        }
    }

    private long backOffMillis() {
        long base = config().backOff().toMillis();
        int attempts = exchange.attempts();
        if (attempts < 2 || base == 0) {
            return 0;
        }
        long most = base << (attempts - 2);
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }

    /** The same, on the event loop that this thread runs, if it runs one. */
    static Runnable onOwnLoop(Runnable task) {
        EventLoop loop = EventLoop.current();
        return loop == null ? task : () -> loop.execute(task);
    }
}
