package dev.steelyard.lb.healthchecks.deep;

import dev.steelyard.lb.api.backend.Backend;
import dev.steelyard.lb.api.health.HealthCheck;
import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.healthchecks.wire.Exchange;
import dev.steelyard.lb.healthchecks.wire.HttpAnswer;
import dev.steelyard.lb.healthchecks.wire.HttpReader;
import dev.steelyard.lb.healthchecks.wire.RequestHead;
import java.util.concurrent.CompletableFuture;

/** Asks for a JSON report of the backend's health and assesses it. */
final class DeepHealthCheck implements HealthCheck {
    private final Json json = new Json();
    private final RequestHead head;
    private final ReportReader reports;
    private final Assessment assessment;
    private final WeightWish weight;

    DeepHealthCheck(DeepCheckSettings settings) {
        this.head = settings.requestHead();
        this.reports = new ReportReader(settings.statusWords());
        this.assessment = new Assessment(settings.critical(), settings.degradedCapacity());
        this.weight = new WeightWish(settings.weight());
    }

    @Override
    public CompletableFuture<ProbeResult> probe(Backend backend) {
        return Exchange.start(backend, "http/1.1", head.bytesFor(backend), new HttpReader(any -> true, this::judge));
    }

    private ProbeResult judge(HttpAnswer answer) {
        int status = answer.status();
        if (answer.truncated()) {
            return down(status, "body longer than " + HttpReader.BODY_LIMIT / 1024 + " KiB");
        }
        try {
            Object report = json.read(answer.body());
            return weight.applyTo(assessment.assess(status, reports.read(report)), report);
        } catch (Json.NotJson where) {
            return down(status, "body is not JSON: " + where.getMessage());
        }
    }

    /** A bare error page is told by its status first, since that is what a person looks for. */
    private static ProbeResult down(int status, String detail) {
        return ProbeResult.down(status, "status " + status + ", " + detail);
    }
}
