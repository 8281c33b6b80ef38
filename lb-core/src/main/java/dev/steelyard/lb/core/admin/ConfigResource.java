package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import dev.steelyard.lb.core.config.ConfigChange;
import dev.steelyard.lb.core.config.ConfigFile;
import dev.steelyard.lb.core.generation.ReloadReport;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/** Has the config read again, and tells in what file and balancer differ. Any thread. */
final class ConfigResource {
    private static final String ROOT = "/api/v1/config/";

    private final ConfigControl config;
    private final AuditLog audit;

    ConfigResource(ConfigControl config, AuditLog audit) {
        this.config = config;
        this.audit = audit;
    }

    /**
     * A {@link ConfigChange}.
     *
     * @param before {@code null} if it is new
     * @param after {@code null} if it is gone
     */
    record ChangeView(String path, String before, String after) {
        static List<ChangeView> of(List<ConfigChange> changes) {
            return changes.stream()
                    .map(change -> new ChangeView(change.path(), change.before(), change.after()))
                    .toList();
        }
    }

    /** The body of a reload, and of a look ahead. */
    record ReportView(List<ChangeView> changes, List<ChangeView> needRestart, List<String> plugins) {
        static ReportView of(ReloadReport report) {
            return new ReportView(
                    ChangeView.of(report.changes()), ChangeView.of(report.needRestart()), report.plugins());
        }
    }

    /** The body of a refusal. */
    record Refused(AdminAnswer.ErrorBody.Problem error, List<String> problems) {}

    /** The body of a drift. */
    record DriftView(
            List<ChangeView> atRunTime,
            List<ChangeView> notLoaded,
            List<String> fileProblems,
            List<ChangeView> needRestart) {}

    /** @param config the text of a config file */
    record DiffRequest(String config) {}

    void addTo(Router router) {
        router.add("POST", ROOT + "reload", this::reload)
                .add("POST", ROOT + "diff", this::diff)
                .add("GET", ROOT + "drift", this::drift);
    }

    private AdminAnswer reload(AdminRequest request) {
        request.refuseQuery();
        audit.changed(request, "reload asked for");
        try {
            return AdminAnswer.ok(ReportView.of(config.reload()));
        } catch (SettingsException refused) {
            return refused(refused, "the config before serves on");
        } catch (IOException taken) {
            throw AdminFailure.conflict(null, taken.getMessage() + "; the config before serves on");
        }
    }

    private AdminAnswer diff(AdminRequest request) {
        request.refuseQuery();
        DiffRequest body = request.body(DiffRequest.class);
        if (body.config() == null) {
            throw AdminFailure.badRequest("config", "required, but missing");
        }
        try {
            return AdminAnswer.ok(ReportView.of(config.diff(ConfigFile.draft("config", body.config()))));
        } catch (SettingsException refused) {
            return refused(refused, "it would not be taken on");
        }
    }

    private static AdminAnswer refused(SettingsException refused, String then) {
        List<String> problems =
                refused.problems().stream().map(Problem::toString).toList();
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return AdminAnswer.json(
                HttpStatus.UNPROCESSABLE_ENTITY_422,
                new Refused(new AdminAnswer.ErrorBody.Problem(null, count + "; " + then), problems));
    }

    private AdminAnswer drift(AdminRequest request) {
        request.refuseQuery();
        Drift drift = config.drift();
        return AdminAnswer.ok(new DriftView(
                ChangeView.of(drift.atRunTime()),
                ChangeView.of(drift.notLoaded()),
                drift.fileProblems(),
                ChangeView.of(drift.needRestart())));
    }
}
