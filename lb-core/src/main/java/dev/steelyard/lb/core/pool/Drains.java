package dev.steelyard.lb.core.pool;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after drains that have an end: sees when it has come. Any thread. */
final class Drains {
    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);

    /** Who waits for a server to be empty does not notice a tenth of a second. */
    private static final long LOOK_MILLIS = 100;

    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final Consumer<Drain> onEnd;

    /**
     * @param workers where ends are carried out, since one may have to wait for a name server
     * @param onEnd the drain may have been called off by then
     */
    Drains(ScheduledExecutorService timer, Executor workers, Consumer<Drain> onEnd) {
        this.timer = timer;
        this.workers = workers;
        this.onEnd = onEnd;
    }

    /** Looks after a drain until it ends or another wish of the operator takes its place. */
    void watch(Drain drain) {
        if (drain.plan().limit().isPresent()) {
            lookLater(drain);
        }
    }

    private void lookLater(Drain drain) {
        try {
            timer.schedule(() -> look(drain), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("backend {}: nobody waits for the end of its draining, as the balancer stops", drain.backend());
        }
    }

    private void look(Drain drain) {
        if (drain.backend().drain() != drain) {
            return;
        }
        boolean leaves = drain.plan().end() != Drain.End.DISABLED;
        if (drain.isOver() || (leaves && drain.isEmpty())) {
            end(drain);
        } else {
            lookLater(drain);
        }
    }

    private void end(Drain drain) {
        try {
            workers.execute(() -> onEnd.accept(drain));
        } catch (RejectedExecutionException stopping) {
            LOG.debug("backend {}: its draining does not end, as the balancer stops", drain.backend());
        }
    }
}
