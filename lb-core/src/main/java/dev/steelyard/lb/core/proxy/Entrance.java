package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.resilience.Bulkhead;
import dev.steelyard.lb.core.resilience.OverloadGuard;
import dev.steelyard.lb.core.routing.Route;

/** Lets a request in on its route, or refuses it before anything was done for it. Any thread. */
final class Entrance {
    private final OverloadGuard guard;

    Entrance(OverloadGuard guard) {
        this.guard = guard;
    }

    /**
     * What a request is refused for, or {@code null} if it may come in; the record then holds what is given back at its end.
     */
    Refusal enter(ClientRequest request, Route route, Priority priority, ExchangeRecord record) {
        OverloadGuard.Entry entry = guard.enter(priority);
        if (entry == OverloadGuard.Entry.TOO_MANY || entry == OverloadGuard.Entry.HEAP) {
            String reason = entry == OverloadGuard.Entry.HEAP ? "overload_heap" : "overload_requests";
            return refused(503, "the server is overloaded, try again soon", reason, route, priority);
        }
        record.counted = entry == OverloadGuard.Entry.COUNTED ? guard : null;
        return enterRoute(request, route, priority, record);
    }

    private Refusal enterRoute(ClientRequest request, Route route, Priority priority, ExchangeRecord record) {
        Bulkhead.Place place = route.guard().enter(request);
        if (place == null) {
            return null;
        }
        return switch (place.entry()) {
            case ENTERED -> {
                record.place = place;
                yield null;
            }
            case ROUTE_FULL ->
                refused(503, "too many requests are under way here, try again soon", "route_limit", route, priority);
            case CLIENT_FULL ->
                refused(
                        429,
                        "too many requests of yours are under way, try again soon",
                        "client_limit",
                        route,
                        priority);
        };
    }

    private Refusal refused(int status, String message, String reason, Route route, Priority priority) {
        guard.refused(reason, route.name(), priority);
        return new Refusal(status, message, reason);
    }
}
