package dev.steelyard.lb.core.plugin;

import dev.steelyard.lb.api.settings.NearestName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The plugins without which the balancer must not start.
 *
 * @param ids of plugins
 */
record RequiredPlugins(List<String> ids) {

    RequiredPlugins {
        ids = List.copyOf(ids);
    }

    /**
     * @throws RequiredPluginMissing with all that are absent, rejected or disabled
     */
    void check(List<PluginReport> reports) {
        List<String> problems = ids.stream()
                .filter(id -> reports.stream().noneMatch(has(id).and(PluginReport::wasLoaded)))
                .map(id -> problem(id, reports))
                .toList();
        if (!problems.isEmpty()) {
            throw new RequiredPluginMissing(problems);
        }
    }

    private static String problem(String id, List<PluginReport> reports) {
        return reports.stream()
                .filter(has(id))
                .findFirst()
                .map(report -> notLoaded(id, report))
                .orElseGet(() -> absent(id, reports));
    }

    private static String notLoaded(String id, PluginReport report) {
        String required = "required plugin '" + id + "' (" + report.source() + ") is ";
        return report.status().equals(PluginReport.DISABLED)
                ? required + "disabled. Remove it from plugins.disabled or from plugins.required."
                : required + "rejected: " + report.reason() + ". " + report.remedy();
    }

    private static String absent(String id, List<PluginReport> reports) {
        Set<String> found = reports.stream().map(PluginReport::id).collect(Collectors.toCollection(TreeSet::new));
        String hint = NearestName.hint(id, found);
        String known = found.isEmpty() ? "there are no plugins" : "found: " + String.join(", ", found);
        return "required plugin '" + id + "' is not there" + (hint.isEmpty() ? "; " : hint + " ") + known;
    }

    private static Predicate<PluginReport> has(String id) {
        return report -> report.id().equals(id);
    }
}
