package dev.steelyard.lb.core.resilience;

import com.codahale.metrics.MetricRegistry;
import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.config.QueueConfig;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.Waiter;
import dev.steelyard.lb.core.pool.WaitingLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Requests that wait while all backends of a pool are at their limits: the most important first, and among equals the oldest.
 *
 * <p>If somebody has waited for a whole interval without a pause, more comes than can be served. Then a long line only makes
 * everybody late, so newcomers may wait for a short time only and the newest is served first: its client is the likeliest to
 * still be there (Nichols and Jacobson, "Controlling Queue Delay", and Maurer, "Fail at Scale", ACM Queue 2012 and 2015).
 *
 * <p>Each class has the others above it in its way, but not those below: that many of low importance wait is no overload for
 * the others.
 *
 * <p>Any thread. A short lock holds the order; places are taken outside of it, by one thread at a time.
 */
public final class PlaceQueue implements WaitingLine {
    private final Supplier<QueueConfig> config;
    private final Function<RequestView, Lease> places;
    private final LongSupplier nanoTime;
    private final QueueMetrics metrics;
    private final Object lock = new Object();
    private final TicketList[] classes = new TicketList[Priority.values().length];
    private final AtomicInteger signals = new AtomicInteger();
    private volatile int size; // changed with the lock
    private final int[] inTheWay = new int[classes.length]; // who waits in a class or above it
    private final long[] busySinceNanos = new long[classes.length];
    private boolean closed;
    private long round; // of the dispatching thread

    /** The line of a pool. */
    public PlaceQueue(Pool pool, LongSupplier nanoTime, MetricRegistry registry) {
        this(() -> pool.config().queue(), pool::leaseAgain, nanoTime, pool.name(), registry);
    }

    /**
     * @param config what holds now
     * @param places a place for a request, or {@code null}
     * @param pool the name for metrics
     */
    PlaceQueue(
            Supplier<QueueConfig> config,
            Function<RequestView, Lease> places,
            LongSupplier nanoTime,
            String pool,
            MetricRegistry registry) {
        this.config = config;
        this.places = places;
        this.nanoTime = nanoTime;
        for (int i = 0; i < classes.length; i++) {
            classes[i] = new TicketList();
        }
        this.metrics = new QueueMetrics(registry, pool, this::size);
    }

    @Override
    public boolean isOpen() {
        return config.get().size() > 0;
    }

    @Override
    public boolean hasRoom() {
        return size < config.get().size();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Ticket enter(Waiter waiter, long mostNanos) {
        WaitingTicket victim = null;
        WaitingTicket entered;
        synchronized (lock) {
            if (size >= config.get().size()) {
                victim = leastImportant(waiter.priority());
            }
            boolean full = size >= config.get().size() && victim == null;
            if (closed || full) {
                metrics.dropped(Reason.FULL);
                return null;
            }
            if (victim != null) {
                take(victim);
            }
            entered = add(waiter, mostNanos);
        }
        if (victim != null) {
            metrics.dropped(Reason.FULL);
            victim.waiter.dropped();
        }
        onPlaceFree(); // one may have come free between the caller's look and now, and nobody would tell us again
        return entered;
    }

    /** The oldest of the lowest class, if that is below another; {@code null} if there is none. */
    private WaitingTicket leastImportant(Priority other) {
        for (int i = classes.length - 1; i > other.ordinal(); i--) {
            if (classes[i].oldest() != null) {
                return classes[i].oldest();
            }
        }
        return null;
    }

    private WaitingTicket add(Waiter waiter, long mostNanos) {
        long now = nanoTime.getAsLong();
        int rank = waiter.priority().ordinal();
        for (int i = rank; i < classes.length; i++) {
            if (inTheWay[i]++ == 0) {
                busySinceNanos[i] = now;
            }
        }
        QueueConfig limits = config.get();
        long limit = limits.maxWait().toNanos();
        long may = isOverloaded(rank, now) ? Math.min(limit, limits.target().toNanos()) : limit;
        WaitingTicket ticket = new WaitingTicket(waiter, now, Math.max(0, Math.min(may, mostNanos)));
        classes[rank].add(ticket);
        size++;
        metrics.entered();
        return ticket;
    }

    private boolean isOverloaded(int rank, long now) {
        return inTheWay[rank] > 0
                && now - busySinceNanos[rank] > config.get().interval().toNanos();
    }

    /** Whether it still was in the line; the caller holds the lock. */
    private boolean take(WaitingTicket ticket) {
        if (!ticket.isLinked()) {
            return false;
        }
        ticket.unlink();
        for (int i = ticket.waiter.priority().ordinal(); i < classes.length; i++) {
            inTheWay[i]--;
        }
        size--;
        return true;
    }

    /** Whoever finds another thread at it leaves its signal there. */
    @Override
    public void onPlaceFree() {
        if (size == 0 || signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        try {
            do {
                dispatch();
                seen = signals.addAndGet(-seen);
            } while (seen != 0);
        } catch (RuntimeException | Error failure) {
            signals.set(0); // or nobody would ever be served again
            throw failure;
        }
    }

    /** Gives out places until there is none; a request that was tried elsewhere may not find one where a new one does. */
    private void dispatch() {
        round++;
        for (WaitingTicket next = next(); next != null; next = next()) {
            Lease lease = places.apply(next.waiter.request());
            if (lease != null) {
                admit(next, lease);
            } else if (next.waiter.request().attempt() == 1) {
                return;
            }
        }
    }

    private void admit(WaitingTicket ticket, Lease lease) {
        boolean waited;
        synchronized (lock) {
            waited = take(ticket);
        }
        if (waited) {
            metrics.admitted(ticket.nanosWaited());
            ticket.waiter.admitted(lease);
        } else {
            lease.giveBack();
        }
    }

    /** The next to be served that was not looked at in this round; those whose time is over are left to their timers. */
    private WaitingTicket next() {
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            WaitingTicket found = null;
            for (int rank = 0; rank < classes.length && found == null; rank++) {
                found = nextOf(classes[rank], isOverloaded(rank, now), now);
            }
            if (found != null) {
                found.round = round;
            }
            return found;
        }
    }

    private WaitingTicket nextOf(TicketList list, boolean newestFirst, long now) {
        WaitingTicket ticket = list.first(newestFirst);
        while (ticket != null && (ticket.round == round || ticket.isOver(now))) {
            ticket = list.after(ticket, newestFirst);
        }
        return ticket;
    }

    @Override
    public void close() {
        List<WaitingTicket> left = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            for (TicketList list : classes) {
                for (WaitingTicket ticket = list.oldest(); ticket != null; ticket = list.oldest()) {
                    take(ticket);
                    left.add(ticket);
                }
            }
        }
        left.forEach(ticket -> {
            metrics.dropped(Reason.CLOSED);
            ticket.waiter.dropped();
        });
        metrics.close();
    }

    /** A request in the line. */
    final class WaitingTicket extends TicketList.Link implements Ticket {
        private final Waiter waiter;
        private final long startNanos;
        private final long limitNanos;
        private long round; // with the lock

        private WaitingTicket(Waiter waiter, long startNanos, long limitNanos) {
            this.waiter = waiter;
            this.startNanos = startNanos;
            this.limitNanos = limitNanos;
        }

        private boolean isOver(long now) {
            return now - startNanos > limitNanos;
        }

        @Override
        public long nanosWaited() {
            return nanoTime.getAsLong() - startNanos;
        }

        @Override
        public long nanosLeft() {
            return Math.max(0, limitNanos - nanosWaited());
        }

        @Override
        public boolean leave(Reason reason) {
            boolean waited;
            synchronized (lock) {
                waited = take(this);
            }
            if (waited) {
                metrics.dropped(reason);
            }
            return waited;
        }
    }
}
