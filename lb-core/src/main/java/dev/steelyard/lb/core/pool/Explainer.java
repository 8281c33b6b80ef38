package dev.steelyard.lb.core.pool;

import dev.steelyard.lb.api.algorithm.Explanation;
import dev.steelyard.lb.api.request.RequestView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what {@link Pool#lease} would do, of one snapshot. It takes no place and no turn, and counts nothing.
 *
 * @param affinity {@code null} for none
 */
record Explainer(PoolSnapshot snapshot, GuardedAffinity affinity, RequestView request) {

    PoolExplanation explain() {
        Looked looked =
                affinity == null ? new Looked(Optional.empty(), "") : affinity.peek(request, snapshot.pinnable());
        Told told = snapshot.picker() == null
                ? new Told(Explanation.NONE, "")
                : snapshot.picker().explain(request);
        Explanation explanation = told.explanation();
        Optional<LiveBackend> free = looked.pinned().filter(Explainer::hasRoom);
        return new PoolExplanation(
                looked.pinned(),
                looked.problem(),
                snapshot.selection().panic(),
                snapshot.selection().dropped(),
                candidates(explanation),
                told.problem().isEmpty() ? reason(explanation) : told.problem(),
                free.isPresent() ? free : picked(explanation).or(this::onlyOne));
    }

    /** What an affinity found; the problem is empty if it could tell. */
    record Looked(Optional<LiveBackend> pinned, String problem) {}

    /** What a picker told; the problem is empty if it could tell. */
    record Told(Explanation explanation, String problem) {}

    /** One that is full is not what the request gets in the end; who does depends on what ends first. */
    private static Optional<LiveBackend> picked(Explanation explanation) {
        return explanation.choice().map(LiveBackend.class::cast).filter(Explainer::hasRoom);
    }

    /** Lots or not, and told or not: there is nobody else. */
    private Optional<LiveBackend> onlyOne() {
        BackendArray eligible = snapshot.eligible();
        return eligible.size() == 1 ? Optional.of(eligible.get(0)).filter(Explainer::hasRoom) : Optional.empty();
    }

    private static String reason(Explanation explanation) {
        boolean full = explanation.choice().isPresent() && picked(explanation).isEmpty();
        return full
                ? explanation.reason() + "; that is "
                        + explanation.choice().get().id() + ", which is full: another takes it"
                : explanation.reason();
    }

    private static boolean hasRoom(LiveBackend backend) {
        return backend.inFlight() < backend.maxConnections();
    }

    private List<PoolExplanation.Candidate> candidates(Explanation explanation) {
        BackendArray eligible = snapshot.eligible();
        double total = 0;
        for (int i = 0; i < eligible.size(); i++) {
            total += eligible.weight(i);
        }
        List<PoolExplanation.Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < eligible.size(); i++) {
            LiveBackend backend = eligible.get(i);
            String score = explanation.scores().getOrDefault(backend.id(), "");
            double weight = eligible.weight(i);
            candidates.add(new PoolExplanation.Candidate(backend, weight, weight / total, !hasRoom(backend), score));
        }
        return candidates;
    }
}
