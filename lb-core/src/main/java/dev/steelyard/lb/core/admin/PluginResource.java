package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.plugin.PluginReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Shows what became of every plugin found. Any thread. */
final class PluginResource {
    private final Supplier<List<PluginReport>> reports;

    PluginResource(Supplier<List<PluginReport>> reports) {
        this.reports = reports;
    }

    /** The body. */
    record PluginList(List<PluginView> plugins) {}

    /**
     * A {@link PluginReport}; what it does not say is {@code null}.
     *
     * @param provides types by extension point
     */
    record PluginView(
            String id,
            String version,
            String apiVersion,
            String stability,
            String source,
            boolean builtIn,
            List<String> jars,
            String sha256,
            String realm,
            String status,
            String reason,
            String remedy,
            List<String> warnings,
            Map<String, List<String>> provides,
            List<String> disabledTypes) {

        static PluginView of(PluginReport report) {
            return new PluginView(
                    report.id(),
                    orNull(report.version()),
                    orNull(report.apiVersion()),
                    orNull(report.stability()),
                    report.source(),
                    report.builtIn(),
                    report.jars(),
                    orNull(report.sha256()),
                    orNull(report.realm()),
                    report.status(),
                    orNull(report.reason()),
                    orNull(report.remedy()),
                    report.warnings(),
                    bySnakeCase(report.provides()),
                    report.disabledTypes());
        }

        /** The names of extension points are words with spaces; here they are fields. */
        private static Map<String, List<String>> bySnakeCase(Map<String, List<String>> provides) {
            Map<String, List<String>> fields = new LinkedHashMap<>();
            provides.forEach((point, types) -> fields.put(point.replace(' ', '_'), types));
            return fields;
        }

        private static String orNull(String text) {
            return text.isEmpty() ? null : text;
        }
    }

    void addTo(Router router) {
        router.add("GET", "/api/v1/plugins", this::list);
    }

    private AdminAnswer list(AdminRequest request) {
        request.refuseQuery();
        return AdminAnswer.ok(
                new PluginList(reports.get().stream().map(PluginView::of).toList()));
    }
}
