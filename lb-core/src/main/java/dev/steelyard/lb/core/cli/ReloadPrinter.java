package dev.steelyard.lb.core.cli;

import dev.steelyard.lb.core.config.ConfigChange;
import java.io.PrintStream;
import tools.jackson.databind.JsonNode;

/** Shows a person what the API says of a reload. */
record ReloadPrinter(PrintStream out) {
    private static final int OK = 200;
    private static final int BAD_CONFIG = 2;

    /**
     * Prints what was changed, or would be.
     *
     * @return the exit code: {@code whenChanged} if there was something, 0 if there was not, 2 if it was refused
     */
    int print(ApiOption.Answer answer, String title, int whenChanged) {
        JsonNode body = answer.body();
        if (answer.status() != OK) {
            body.path("problems").forEach(problem -> out.println(problem.asString()));
            out.println(body.path("error").path("message").asString("the API answered " + answer.status()));
            return BAD_CONFIG;
        }
        int count = body.get("changes").size()
                + body.get("plugins").size()
                + body.get("need_restart").size();
        out.println(count == 0 ? "nothing differs" : title);
        body.get("changes").forEach(change -> out.println("  " + shown(change)));
        body.get("plugins").forEach(plugin -> out.println("  plugin " + plugin.asString()));
        body.get("need_restart").forEach(change -> out.println("  " + shown(change) + "  (from the next start on)"));
        return count == 0 ? 0 : whenChanged;
    }

    private static ConfigChange shown(JsonNode change) {
        return new ConfigChange(change.get("path").asString(), text(change.get("before")), text(change.get("after")));
    }

    private static String text(JsonNode value) {
        return value == null || value.isNull() ? null : value.asString();
    }
}
