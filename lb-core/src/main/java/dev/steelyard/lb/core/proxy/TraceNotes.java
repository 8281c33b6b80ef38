package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.algorithm.Outcome;
import dev.steelyard.lb.core.pool.Lease;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.routing.Route;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.eclipse.jetty.http.HttpFields;

/**
 * How one request was served, for the header of its answer: {@code route="api", pool="web", …}. Any thread: a client may go
 * away while its backend answers.
 */
final class TraceNotes {
    static final String HEADER = "X-Lb-Trace";

    /** Of the 8 KiB that the head of an answer may have. */
    private static final int LONGEST = 2000;

    /** Backends that are named of a stage; a pool may have thousands. */
    private static final int NAMED = 20;

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder attempts = new StringBuilder();
    private final StringBuilder stages = new StringBuilder();
    private String dropped; // null before the first try
    private String last = "";
    private boolean open;

    /** @param route {@code null} if none holds */
    synchronized void onRoute(Route route) {
        add(text, "route", route == null ? "" : route.name());
    }

    /** @param lease {@code null} if the pool had none to give */
    synchronized void onLease(Pool pool, Lease lease) {
        if (dropped == null) {
            add(text, "pool", pool.name());
            add(text, "algorithm", pool.algorithm());
        }
        noteDropped(pool);
        if (lease != null) {
            last = lease.backend().id();
            attempts.append(attempts.isEmpty() ? "" : "; ").append(last);
            open = true;
        }
    }

    /** Again only if it changed since the try before. */
    private void noteDropped(Pool pool) {
        StringJoiner now = new StringJoiner("; ");
        pool.dropped().forEach((stage, ids) -> now.add(stage.word() + ": " + some(ids)));
        if (!now.toString().equals(dropped)) {
            dropped = now.toString();
            add(stages, "dropped", dropped);
        }
    }

    private static String some(List<String> ids) {
        String named = String.join(" ", ids.subList(0, Math.min(NAMED, ids.size())));
        return ids.size() <= NAMED ? named : named + " and " + (ids.size() - NAMED) + " more";
    }

    /** The head of an answer came from the backend. */
    synchronized void onHead(int status, long nanos) {
        close(String.valueOf(status), nanos);
    }

    /** The attempt is over; told already if there was a head. */
    synchronized void onOutcome(Outcome.Result result, long nanos) {
        close(result.name().toLowerCase(Locale.ROOT), nanos);
    }

    private void close(String how, long nanos) {
        if (open) {
            attempts.append(String.format(Locale.ROOT, " %s %.1fms", how, nanos / 1e6));
            open = false;
        }
    }

    private static void add(StringBuilder to, String name, String value) {
        to.append(to.isEmpty() ? "" : ", ").append(name).append("=\"");
        to.append(value.replace('"', '\'')).append('"');
    }

    /**
     * Puts the header where the answer's others are. What may be long is last: of it something may be cut off.
     *
     * @param reason why the balancer answers itself; {@code null} if a backend does
     */
    synchronized void putOn(HttpFields.Mutable headers, String reason) {
        StringBuilder all = new StringBuilder(text);
        if (reason == null) {
            add(all, "choice", last);
        } else {
            add(all, "answered", reason);
        }
        if (!attempts.isEmpty()) {
            add(all, "attempts", attempts.toString());
        }
        if (!stages.isEmpty()) {
            all.append(", ").append(stages);
        }
        headers.put(HEADER, clean(all));
    }

    /** Names come from config and API: whatever is in them, it must end neither the header nor the head. */
    static String clean(CharSequence text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            clean.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return clean.toString();
    }
}
