package dev.steelyard.lb.healthchecks.deep;

import dev.steelyard.lb.api.health.ProbeResult;
import dev.steelyard.lb.api.health.ProbeResult.Verdict;
import dev.steelyard.lb.healthchecks.wire.Shown;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What follows from a report: up, degraded or down.
 *
 * <ol>
 *   <li>A critical component that is down, or that the report does not mention, is down.
 *   <li>An overall "down", or an HTTP status outside 200..299, is down; unless critical components are configured and one
 *       that is not critical explains it, for aggregating frameworks turn any failing component into that.
 *   <li>Anything else that is not well is degraded, and never more than that.
 * </ol>
 */
final class Assessment {
    private static final int NAMED = 3; // a detail is one line; the rest is counted

    private final List<String> critical;
    private final double degradedCapacity;

    Assessment(List<String> critical, double degradedCapacity) {
        this.critical = List.copyOf(critical);
        this.degradedCapacity = degradedCapacity;
    }

    ProbeResult assess(int status, HealthReport report) {
        if (report.saysNothing()) {
            return ProbeResult.down(status, "no status in the answer" + httpNote(status));
        }
        String criticalFault = criticalFault(report);
        if (criticalFault != null) {
            return ProbeResult.down(status, criticalFault + httpNote(status));
        }
        String notWell = notWell(report);
        if (isDown(status, report)) {
            return ProbeResult.down(
                    status, (notWell.isEmpty() ? "all is said to be well" : notWell) + httpNote(status));
        }
        return notWell.isEmpty()
                ? ProbeResult.up(status)
                : ProbeResult.degraded(degradedCapacity, status, notWell + httpNote(status));
    }

    /** In one line, or {@code null} if every critical component is at least degraded. */
    private String criticalFault(HealthReport report) {
        for (String name : critical) {
            List<Component> called =
                    report.components().stream().filter(c -> c.isCalled(name)).toList();
            if (called.isEmpty()) {
                return "critical component " + Shown.text(name) + " is not in the answer";
            }
            List<Component> failing = only(Verdict.DOWN, called);
            if (!failing.isEmpty()) {
                return "critical component " + shown(failing.get(0));
            }
        }
        return null;
    }

    private boolean isDown(int status, HealthReport report) {
        Component overall = report.overall();
        List<Component> failing = only(Verdict.DOWN, report.components());
        if (overall != null && overall.verdict() == Verdict.UP) {
            return !success(status); // a contradiction: the safer one holds
        }
        if (overall == null && success(status)) {
            return critical.isEmpty() && failing.size() == report.components().size();
        }
        boolean saidDown = overall == null || overall.verdict() == Verdict.DOWN;
        boolean explained = !critical.isEmpty() && !failing.isEmpty();
        return saidDown && !explained;
    }

    private static boolean success(int status) {
        return status >= 200 && status < 300;
    }

    private static String notWell(HealthReport report) {
        List<Component> parts = report.components().stream()
                .filter(component -> component.verdict() != Verdict.UP)
                .toList();
        Component overall = report.overall();
        String whole = overall == null || overall.verdict() == Verdict.UP ? "" : "status " + overall.shownWord();
        String named = parts.stream().limit(NAMED).map(Assessment::shown).collect(Collectors.joining(", "));
        String more = parts.size() > NAMED ? " and " + (parts.size() - NAMED) + " more" : "";
        return whole + (whole.isEmpty() || named.isEmpty() ? "" : ": ") + named + more;
    }

    private static String shown(Component component) {
        return Shown.text(component.name()) + " " + component.shownWord();
    }

    private static String httpNote(int status) {
        return success(status) ? "" : " (HTTP status " + status + ")";
    }

    private static List<Component> only(Verdict verdict, List<Component> components) {
        return components.stream().filter(c -> c.verdict() == verdict).toList();
    }
}
