package dev.steelyard.lb.core.proxy;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Adds what a backend is told of where a request came from: {@code Host}, {@code X-Forwarded-For/-Proto/-Host/-Port}, {@code
 * Forwarded} (RFC 7239) and {@code Via}.
 *
 * <p>What a trusted proxy said is kept and added to; what anyone else said was dropped before. These are added after
 * hop-by-hop headers are gone, so a client cannot name them in {@code Connection} to be rid of them.
 */
final class ForwardedHeaders {
    private static final String PSEUDONYM = " steelyard";
    private static final HttpField VIA_1_0 = new HttpField(HttpHeader.VIA, "1.0" + PSEUDONYM);
    private static final HttpField VIA_2_0 = new HttpField(HttpHeader.VIA, "2.0" + PSEUDONYM);
    private static final HttpField VIA_1_1 = new HttpField(HttpHeader.VIA, "1.1" + PSEUDONYM);

    private ForwardedHeaders() {}

    /**
     * @param ours what holds for a client that nobody speaks for
     */
    static void add(RequestHead request, ForwardedFields ours, HttpFields.Mutable toServer) {
        for (int i = 0; i < ours.fields().size(); i++) {
            HttpField field = ours.fields().get(i);
            toServer.add(request.fromTrustedProxy() ? withWhatWasSaid(request.headers(), field) : field);
        }
        addHostThatWasSaid(request, toServer);
        HttpField via = request.isHttp2()
                ? VIA_2_0
                : request.isHttp10() ? VIA_1_0 : VIA_1_1; // what we received, RFC 9110 section 7.6.3
        toServer.add(appended(request.headers(), via));
    }

    private static HttpField withWhatWasSaid(HttpFields said, HttpField ours) {
        return switch (ours.getHeader()) {
            case X_FORWARDED_FOR, FORWARDED -> appended(said, ours);
            case X_FORWARDED_PROTO, X_FORWARDED_HOST, X_FORWARDED_PORT -> first(said, ours);
            default -> ours;
        };
    }

    /** A request without an authority has none for {@code X-Forwarded-Host} to say, but a proxy may have had one. */
    private static void addHostThatWasSaid(RequestHead request, HttpFields.Mutable toServer) {
        String said = request.fromTrustedProxy() ? request.headers().get(HttpHeader.X_FORWARDED_HOST) : null;
        if (said != null && !said.isEmpty() && request.host().isEmpty()) {
            toServer.add(new HttpField(HttpHeader.X_FORWARDED_HOST, said));
        }
    }

    private static HttpField appended(HttpFields said, HttpField ours) {
        if (said.get(ours.getHeader()) == null) {
            return ours;
        }
        String before = String.join(", ", said.getValuesList(ours.getHeader()));
        return before.isEmpty() ? ours : new HttpField(ours.getHeader(), before + ", " + ours.getValue());
    }

    private static HttpField first(HttpFields said, HttpField ours) {
        String before = said.get(ours.getHeader());
        return before == null || before.isEmpty() ? ours : new HttpField(ours.getHeader(), before);
    }
}
