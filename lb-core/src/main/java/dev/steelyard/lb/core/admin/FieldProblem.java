package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.Problem;
import dev.steelyard.lb.api.settings.SettingsException;
import java.util.Map;

/**
 * Says in the words of a request what the config's own checks found, so that each range stands in one place.
 *
 * @param under the path in the config of the keys that the request sets; empty if they stand alone
 * @param fields names of fields by key, where they differ by more than dashes
 */
record FieldProblem(String under, Map<String, String> fields) {

    /** The failure for the first problem; the client sees the next one when it has mended this. */
    AdminFailure of(SettingsException refused) {
        Problem first = refused.problems().get(0);
        if (!first.path().startsWith(under) || first.path().equals(under)) {
            return AdminFailure.badRequest(null, first.path() + ": " + first.message());
        }
        return AdminFailure.badRequest(field(first.path().substring(under.length())), first.message());
    }

    private String field(String key) {
        return fields.getOrDefault(key, key.replace('-', '_'));
    }
}
