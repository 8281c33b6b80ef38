package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.AddressRange;
import dev.steelyard.lb.core.config.MatchConfig;
import dev.steelyard.lb.core.proxy.Trace;
import dev.steelyard.lb.core.proxy.Traces;
import java.time.Instant;
import java.util.List;

/** Turns on the header that tells of live requests how they were served. Any thread. */
final class TraceResource {
    private static final String ROOT = "/api/v1/trace";

    private final Traces traces;
    private final AuditLog audit;

    TraceResource(Traces traces, AuditLog audit) {
        this.traces = traces;
        this.audit = audit;
    }

    /** The body of the list. */
    record TraceList(List<TraceView> traces) {}

    /**
     * A trace; what it does not ask for is {@code null}.
     *
     * @param requests that it was for so far
     */
    record TraceView(
            String id,
            String client,
            String method,
            String host,
            String path,
            String header,
            Instant until,
            long requests) {
        static TraceView of(Trace trace) {
            MatchConfig match = trace.conditions().match();
            return new TraceView(
                    trace.id(),
                    trace.conditions().client().map(TraceView::text).orElse(null),
                    match.methods().isEmpty() ? null : match.methods().get(0),
                    match.host().orElse(null),
                    match.path().orElse(null),
                    match.headers().entrySet().stream()
                            .map(header -> header.getKey() + ": " + header.getValue())
                            .findFirst()
                            .orElse(null),
                    trace.end(),
                    trace.requests());
        }

        private static String text(AddressRange range) {
            boolean single = range.prefixLength() == range.network().getAddress().length * 8;
            return range.network().getHostAddress() + (single ? "" : "/" + range.prefixLength());
        }
    }

    void addTo(Router router) {
        router.add("GET", ROOT, this::list)
                .add("POST", ROOT, this::begin)
                .add("DELETE", ROOT, this::endAll)
                .add("DELETE", ROOT + "/{id}", this::end);
    }

    private AdminAnswer list(AdminRequest request) {
        request.refuseQuery();
        return AdminAnswer.ok(
                new TraceList(traces.list().stream().map(TraceView::of).toList()));
    }

    private AdminAnswer begin(AdminRequest request) {
        request.refuseQuery();
        TraceRequest body = request.body(TraceRequest.class);
        Trace begun = traces.begin(body.conditions(), body.duration());
        if (begun == null) {
            throw AdminFailure.conflict(null, Traces.MOST + " traces are on (expected: end one first)");
        }
        audit.changed(request, "trace " + begun.id() + " on until " + begun.end());
        return AdminAnswer.created(TraceView.of(begun), ROOT + "/" + begun.id());
    }

    private AdminAnswer end(AdminRequest request) {
        request.refuseQuery();
        Trace ended = traces.end(request.id());
        if (ended == null) {
            throw AdminFailure.notFound("no trace '" + request.id() + "'");
        }
        audit.changed(request, "trace " + ended.id() + " off");
        return AdminAnswer.ok(TraceView.of(ended));
    }

    private AdminAnswer endAll(AdminRequest request) {
        request.refuseQuery();
        List<Trace> ended = traces.list();
        ended.forEach(trace -> traces.end(trace.id()));
        audit.changed(request, "all traces off");
        return AdminAnswer.ok(new TraceList(ended.stream().map(TraceView::of).toList()));
    }
}
