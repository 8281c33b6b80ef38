package dev.steelyard.lb.core.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A target for fuzzing: versions of HTTP are never offered to a backend.
 *
 * <p>Jazzer calls {@link #fuzzerTestOneInput}; {@code FuzzTargetsTest} calls it with inputs of its own in every build.
 */
public final class UpgradeOfferFuzz {
    private UpgradeOfferFuzz() {}

    /** @param input a header in ISO 8859-1 */
    public static void fuzzerTestOneInput(byte[] input) {
        HttpField upgrade = new HttpField(HttpHeader.UPGRADE, new String(input, StandardCharsets.ISO_8859_1));
        HttpField connection = new HttpField(HttpHeader.CONNECTION, "upgrade");
        UpgradeOffer offer = UpgradeOffer.of(HttpFields.build().add(upgrade), upgrade, connection);
        if (offer == null) {
            return;
        }
        for (String protocol : offer.protocols().toLowerCase(Locale.ROOT).split(",")) {
            if (protocol.strip().equals("h2c") || protocol.strip().startsWith("http/")) {
                throw new AssertionError(offer);
            }
        }
    }
}
