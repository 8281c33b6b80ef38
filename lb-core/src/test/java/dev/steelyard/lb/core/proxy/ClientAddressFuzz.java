package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.core.config.AddressRange;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A target for fuzzing: what proxies say of a client is an address or nothing; no name is ever looked up.
 *
 * <p>Jazzer calls {@link #fuzzerTestOneInput}; {@code FuzzTargetsTest} calls it with inputs of its own in every build.
 */
public final class ClientAddressFuzz {
    private ClientAddressFuzz() {}

    private static final InetAddress PEER = InetAddress.getLoopbackAddress();
    private static final List<AddressRange> TRUSTED = List.of(AddressRange.of("127.0.0.0/8"));

    /** @param input a header in ISO 8859-1 */
    public static void fuzzerTestOneInput(byte[] input) {
        String header = new String(input, StandardCharsets.ISO_8859_1);
        HttpFields fields = HttpFields.build().add(HttpHeader.X_FORWARDED_FOR, header);
        InetAddress client = ClientAddress.of(PEER, fields, TRUSTED);
        ClientAddress.hash(client);
        if (client != PEER && client.toString().indexOf('/') != 0) {
            throw new AssertionError(client + " was looked up for " + header);
        }
    }
}
