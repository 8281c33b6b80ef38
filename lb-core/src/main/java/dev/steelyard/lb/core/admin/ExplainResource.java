package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.request.RequestView;
import dev.steelyard.lb.core.pool.LiveBackend;
import dev.steelyard.lb.core.pool.Pool;
import dev.steelyard.lb.core.pool.PoolExplanation;
import dev.steelyard.lb.core.routing.Consideration;
import dev.steelyard.lb.core.routing.Route;
import dev.steelyard.lb.core.routing.RouteTable;
import dev.steelyard.lb.core.routing.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells where a request would go, and why, without sending it. Any thread. */
final class ExplainResource {
    private final ListenerRoutes routes;

    ExplainResource(ListenerRoutes routes) {
        this.routes = routes;
    }

    /**
     * The body.
     *
     * @param routes those that were looked at, in their order; the last is the one that is taken if its mismatch is null
     * @param route the one that is taken; {@code null} if none holds, and what follows too
     */
    record Answer(
            String listener,
            Asked request,
            List<RouteView> routes,
            String route,
            String pool,
            Integer filtersNotRun,
            PoolView selection,
            String choice,
            String reason) {}

    /** The request in the form in which rules see it. */
    record Asked(String method, String host, String path, String query, String client) {
        static Asked of(RequestView request) {
            String client = request.clientAddress().getHostAddress();
            return new Asked(request.method(), request.host(), request.path(), request.query(), client);
        }
    }

    /**
     * A route that was looked at.
     *
     * @param pool those of a split are told one after the other
     * @param mismatch why it does not hold; {@code null} if it does
     */
    record RouteView(String name, String pool, String mismatch) {
        static RouteView of(Consideration looked) {
            Route route = looked.route();
            return new RouteView(route.name(), pools(route), looked.mismatch().orElse(null));
        }
    }

    /**
     * What happens in the pool.
     *
     * @param pinned the backend of the request's session; {@code null} if it has none
     * @param stages those that held backends back, in their order
     */
    record PoolView(
            String algorithm,
            String pinned,
            String affinityProblem,
            boolean panic,
            List<StageView> stages,
            List<CandidateView> candidates) {
        static PoolView of(Pool pool, PoolExplanation told) {
            List<StageView> stages = new ArrayList<>();
            told.dropped().forEach((stage, ids) -> stages.add(new StageView(stage.word(), stage.words(), ids)));
            return new PoolView(
                    pool.algorithm(),
                    told.pinned().map(LiveBackend::id).orElse(null),
                    orNull(told.affinityProblem()),
                    told.panic(),
                    stages,
                    told.candidates().stream().map(CandidateView::of).toList());
        }
    }

    /** A stage and the backends that it held back. */
    record StageView(String stage, String because, List<String> dropped) {}

    /** A backend that came through all stages. */
    record CandidateView(String id, double weight, double share, int currentConnections, boolean full, String score) {
        static CandidateView of(PoolExplanation.Candidate candidate) {
            LiveBackend backend = candidate.backend();
            return new CandidateView(
                    backend.id(),
                    rounded(candidate.weight()),
                    rounded(candidate.share()),
                    backend.inFlight(),
                    candidate.full(),
                    orNull(candidate.score()));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    void addTo(Router router) {
        router.add("GET", "/api/v1/explain", this::explain);
    }

    private AdminAnswer explain(AdminRequest asked) {
        ExplainQuery query = new ExplainQuery(asked.query());
        Map<String, RouteTable> tables = routes.byListener().get();
        String listener = query.listener(tables.keySet());
        RequestView request = query.request();
        List<Consideration> looked = tables.get(listener).consider(request);
        List<RouteView> views = looked.stream().map(RouteView::of).toList();
        boolean found =
                !looked.isEmpty() && looked.get(looked.size() - 1).mismatch().isEmpty();
        return AdminAnswer.ok(
                found
                        ? taken(
                                listener,
                                request,
                                views,
                                looked.get(looked.size() - 1).route())
                        : new Answer(
                                listener,
                                Asked.of(request),
                                views,
                                null,
                                null,
                                null,
                                null,
                                null,
                                "no route holds: 404"));
    }

    private static Answer taken(String listener, RequestView request, List<RouteView> looked, Route route) {
        Share tied = route.target().peek(request);
        Pool pool = (tied != null ? tied : route.target().shares().get(0)).pool();
        PoolExplanation told = pool.explain(request);
        return new Answer(
                listener,
                Asked.of(request),
                looked,
                route.name(),
                pool.name(),
                route.filters().size(),
                PoolView.of(pool, told),
                told.choice().map(LiveBackend::id).orElse(null),
                (tied != null ? "" : "chance decides between " + pools(route) + "; in the first of them: ")
                        + reason(told));
    }

    private static String pools(Route route) {
        return route.target().shares().stream()
                .map(share -> share.pool().name())
                .collect(Collectors.joining(", "));
    }

    private static String reason(PoolExplanation told) {
        if (told.pinned().isPresent() && told.pinned().equals(told.choice())) {
            return "its session is pinned to it";
        }
        if (told.candidates().isEmpty()) {
            return "no backend is left: 503";
        }
        if (told.candidates().stream().allMatch(PoolExplanation.Candidate::full)) {
            return "all backends that are left are full: 503";
        }
        if (told.candidates().size() == 1) {
            return "it is the only one left";
        }
        String algorithm = told.reason().isEmpty() ? "the algorithm does not tell" : told.reason();
        String full = told.pinned().isPresent() ? "; the one its session is pinned to is full" : "";
        return algorithm + full;
    }
}
