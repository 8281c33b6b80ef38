package dev.steelyard.lb.core.proxy;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A target for fuzzing: a cookie is found or not, and is never more than one.
 *
 * <p>Jazzer calls {@link #fuzzerTestOneInput}; {@code FuzzTargetsTest} calls it with inputs of its own in every build.
 */
public final class CookieFuzz {
    private CookieFuzz() {}

    /** @param input a header in ISO 8859-1 */
    public static void fuzzerTestOneInput(byte[] input) {
        String header = new String(input, StandardCharsets.ISO_8859_1);
        HttpFields fields = HttpFields.build().add(HttpHeader.COOKIE, header);
        String value = Cookies.find(fields, "SERVER_ID");
        if (value != null && (value.indexOf(';') >= 0 || !header.contains("SERVER_ID=") || !header.contains(value))) {
            throw new AssertionError(value + " of " + header);
        }
    }
}
