package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.NearestName;
import dev.steelyard.lb.core.routing.Canary;
import dev.steelyard.lb.core.routing.SplitState;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Shows and changes how routes share their requests between pools, and steers canaries. Any thread. */
final class SplitResource {
    private static final String SPLIT = "/api/v1/route/{id}/split";
    private static final String CANARY = "/api/v1/route/{id}/canary/";

    private final Supplier<Map<String, SplitState>> splits;
    private final AuditLog audit;

    SplitResource(Supplier<Map<String, SplitState>> splits, AuditLog audit) {
        this.splits = splits;
        this.audit = audit;
    }

    /** New weights of all pools of a split. */
    record WeightsRequest(Map<String, Integer> weights) {}

    void addTo(Router router) {
        router.add("GET", SPLIT, this::show)
                .add("PUT", SPLIT, this::setWeights)
                .add("POST", CANARY + "start", request -> steer(request, "started", Canary::start))
                .add("POST", CANARY + "pause", request -> steer(request, "paused", Canary::pause))
                .add("POST", CANARY + "abort", request -> steer(request, "aborted", Canary::abort))
                .add("POST", CANARY + "promote", request -> steer(request, "promoted", Canary::promote));
    }

    private AdminAnswer show(AdminRequest request) {
        request.refuseQuery();
        return AdminAnswer.ok(SplitView.of(split(request)));
    }

    private AdminAnswer setWeights(AdminRequest request) {
        request.refuseQuery();
        SplitState split = split(request);
        Map<String, Integer> weights = request.body(WeightsRequest.class).weights();
        if (weights == null) {
            throw AdminFailure.badRequest("weights", "required, but missing");
        }
        try {
            split.setWeights(weights);
        } catch (IllegalArgumentException refused) {
            throw AdminFailure.badRequest("weights", withoutField(refused.getMessage()));
        } catch (IllegalStateException underWay) {
            throw AdminFailure.conflict("weights", underWay.getMessage());
        }
        audit.changed(request, "route " + split.route() + " split " + split.weightByPool());
        return AdminAnswer.ok(SplitView.of(split));
    }

    private static String withoutField(String message) {
        return message.replaceFirst("^weights?: ", "");
    }

    private AdminAnswer steer(AdminRequest request, String done, Consumer<Canary> wish) {
        request.refuseQuery();
        SplitState split = split(request);
        Canary canary = split.canary()
                .orElseThrow(() -> AdminFailure.notFound("the split of route '" + split.route() + "' has no canary"));
        try {
            wish.accept(canary);
        } catch (IllegalStateException refused) {
            throw AdminFailure.conflict(null, refused.getMessage());
        }
        audit.changed(request, "canary of route " + split.route() + " " + done);
        return AdminAnswer.ok(SplitView.of(split));
    }

    private SplitState split(AdminRequest request) {
        Map<String, SplitState> known = splits.get();
        SplitState split = known.get(request.id());
        if (split == null) {
            String hint = NearestName.hint(request.id(), known.keySet());
            throw AdminFailure.notFound("no route '" + request.id() + "' with a split" + hint);
        }
        return split;
    }
}
