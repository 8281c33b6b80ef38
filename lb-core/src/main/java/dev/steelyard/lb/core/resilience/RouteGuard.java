package dev.steelyard.lb.core.resilience;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.config.Priority;
import dev.steelyard.lb.core.config.PriorityConfig;
import dev.steelyard.lb.core.config.RouteLimitsConfig;
import java.util.List;

/** What a route says of the importance and the number of its requests. Any thread. */
public final class RouteGuard {
    /** That of a route whose requests are as important as others and as many as come. */
    public static final RouteGuard NONE = new RouteGuard(PriorityConfig.USUAL, RouteLimitsConfig.NONE, null);

    private final PriorityConfig priority;
    private final String header; // null if there is none
    private final RouteLimitsConfig limits;
    private final Bulkhead bulkhead; // null if there are no limits

    /**
     * @param bulkhead {@code null} if there are no limits
     */
    public RouteGuard(PriorityConfig priority, RouteLimitsConfig limits, Bulkhead bulkhead) {
        this.priority = priority;
        this.header = priority.header().orElse(null);
        this.limits = limits;
        this.bulkhead = bulkhead;
    }

    /** How important a request is. */
    public Priority priorityOf(RequestView request) {
        String word = header == null ? null : request.header(header);
        if (word == null) {
            return priority.level();
        }
        List<Priority> allowed = priority.allowed();
        for (int i = 0; i < allowed.size(); i++) {
            if (allowed.get(i).word().equalsIgnoreCase(word.strip())) {
                return allowed.get(i);
            }
        }
        return priority.level();
    }

    /** Lets a request in if the limits allow it; {@code null} if there are none. */
    public Bulkhead.Place enter(RequestView request) {
        return bulkhead == null ? null : bulkhead.enter(request.clientAddress(), limits);
    }
}
