package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.api.settings.NearestName;
import dev.steelyard.lb.core.config.AddressRange;
import dev.steelyard.lb.core.proxy.AskedRequest;
import dev.steelyard.lb.core.routing.BadTarget;
import java.net.InetAddress;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.util.Fields;

/** The request that an operator asks about, from the parameters of a query. */
record ExplainQuery(Fields parameters) {
    private static final Set<String> KNOWN = Set.of("method", "host", "path", "query", "client", "header", "listener");

    ExplainQuery {
        for (Fields.Field parameter : parameters) {
            String name = parameter.getName();
            if (!KNOWN.contains(name)) {
                throw AdminFailure.badRequest(
                        name,
                        "unknown parameter" + NearestName.hint(name, KNOWN) + " (parameters: "
                                + String.join(", ", new TreeSet<>(KNOWN)) + ")");
            }
            if (!name.equals("header") && parameter.getValues().size() > 1) {
                throw AdminFailure.badRequest(
                        name, "stands there " + parameter.getValues().size() + " times (expected: once)");
            }
        }
    }

    private String value(String name, String otherwise) {
        String value = parameters.getValue(name);
        return value == null ? otherwise : value;
    }

    /** The listener that is meant; one of the known, or the only one if none is named. */
    String listener(Set<String> known) {
        String name = parameters.getValue("listener");
        if (name == null && known.size() == 1) {
            return known.iterator().next();
        }
        if (name == null || !known.contains(name)) {
            String what = name == null
                    ? "required, as there is not just one"
                    : "no listener '" + name + "'" + NearestName.hint(name, known);
            throw AdminFailure.badRequest("listener", what + " (listeners: " + String.join(", ", known) + ")");
        }
        return name;
    }

    AskedRequest request() {
        try {
            return new AskedRequest(
                    value("method", "GET"),
                    value("host", ""),
                    value("path", "/"),
                    parameters.getValue("query"),
                    client(value("client", "127.0.0.1")),
                    parameters.getValuesOrEmpty("header").stream()
                            .map(HeaderText::of)
                            .toList());
        } catch (BadTarget refused) {
            throw AdminFailure.badRequest("path", "such a request is refused: " + refused.getMessage());
        }
    }

    /** A literal: a name would be looked up, and which of its addresses is meant nobody knows. */
    private static InetAddress client(String text) {
        try {
            if (text.indexOf('/') < 0) {
                return AddressRange.of(text).network();
            }
        } catch (IllegalArgumentException notAnAddress) {
            // told below
        }
        throw AdminFailure.badRequest("client", "'" + text + "' (expected: an IP address)");
    }
}
