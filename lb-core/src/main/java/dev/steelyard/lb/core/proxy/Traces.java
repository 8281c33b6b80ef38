package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.request.RequestView;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The traces that are on, for all listeners of the process. Any thread.
 *
 * <p>A request looks at one volatile field, which is {@code null} while there are none. Those that are over are dropped by
 * whoever comes upon them.
 */
public final class Traces {
    /** Each costs a comparison a request. */
    public static final int MOST = 16;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private volatile Trace[] live; // null if there are none
    private long made;

    public Traces(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins one.
     *
     * @return {@code null} if there are as many as there may be
     */
    public synchronized Trace begin(Trace.Conditions conditions, Duration time) {
        List<Trace> now = list();
        if (now.size() == MOST) {
            return null;
        }
        long end = nanoTime.getAsLong() + time.toNanos();
        Trace begun = new Trace("t" + ++made, conditions, end, clock.instant().plus(time));
        List<Trace> next = new ArrayList<>(now);
        next.add(begun);
        set(next);
        return begun;
    }

    /** Those that are on, the oldest first. */
    public synchronized List<Trace> list() {
        long now = nanoTime.getAsLong();
        keep(trace -> !trace.isOver(now));
        return live == null ? List.of() : List.of(live);
    }

    /**
     * Ends one.
     *
     * @return {@code null} if there is none with this id
     */
    public synchronized Trace end(String id) {
        for (Trace trace : list()) {
            if (trace.id().equals(id)) {
                keep(other -> other != trace);
                return trace;
            }
        }
        return null;
    }

    private synchronized void keep(Predicate<Trace> wanted) {
        if (live != null) {
            set(List.of(live).stream().filter(wanted).toList());
        }
    }

    private void set(List<Trace> next) {
        live = next.isEmpty() ? null : next.toArray(Trace[]::new);
    }

    /** Where to note how a request is served, or {@code null} if nobody wants to see it. */
    TraceNotes notesFor(RequestView request) {
        Trace[] now = live;
        return now == null ? null : firstFor(request, now);
    }

    private TraceNotes firstFor(RequestView request, Trace[] now) {
        long nanos = nanoTime.getAsLong();
        boolean anyOver = false;
        for (Trace trace : now) {
            anyOver |= trace.isOver(nanos);
            if (!trace.isOver(nanos) && trace.isFor(request)) {
                trace.count();
                return new TraceNotes();
            }
        }
        if (anyOver) {
            list();
        }
        return null;
    }
}
